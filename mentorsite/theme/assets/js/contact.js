/**
 * First contact on a profile: copies the message with its blanks, and prints the compact alone.
 */

for (const button of document.querySelectorAll("button[data-copy]")) {
  const source = document.getElementById(button.getAttribute("data-copy") ?? "");
  const before = button.textContent;
  button.addEventListener("click", async () => {
    if (!source) return;
    const text = [...source.querySelectorAll("p")].map((line) => line.textContent?.trim().replace(/\s+/g, " ")).join("\n\n");
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      getSelection()?.selectAllChildren(source);
      return;
    }
    button.textContent = button.getAttribute("data-copied");
    setTimeout(() => (button.textContent = before), 3000);
  });
  /** @type {HTMLElement} */ (button).hidden = false;
}

for (const button of document.querySelectorAll("button[data-print]")) {
  button.addEventListener("click", () => {
    const part = document.getElementById(button.getAttribute("data-print") ?? "");
    part?.classList.add("print-alone");
    document.documentElement.classList.add("prints-part");
    window.print();
    part?.classList.remove("print-alone");
    document.documentElement.classList.remove("prints-part");
  });
  /** @type {HTMLElement} */ (button).hidden = false;
}

export {};
