/**
 * First contact on a profile: fills in what this tab knows of the student, copies the message with its blanks or opens
 * it as a draft, and prints the compact alone.
 */
import { known } from "./saved.js";

const student = known();
for (const blank of document.querySelectorAll("#first-contact [data-known]")) {
  const topics = student.topics.filter((label) => [...document.querySelectorAll("#compact .choice")].some((choice) => choice.textContent?.endsWith(` ${label}`)));
  const text = blank.getAttribute("data-known") === "stage" ? student.stage : topics.join(", ");
  if (text) blank.textContent = text;
}
for (const choice of document.querySelectorAll("#compact .choice")) {
  if (student.topics.some((label) => choice.textContent === `☐ ${label}`)) choice.textContent = `☑${choice.textContent?.slice(1)}`;
}

/** @param {Element} source */
const textOf = (source) => [...source.querySelectorAll("p")].map((line) => line.textContent?.trim().replace(/\s+/g, " ")).join("\n\n");

for (const link of document.querySelectorAll("a[data-draft]")) {
  const source = document.getElementById(link.getAttribute("data-draft") ?? "");
  const [address] = (link.getAttribute("href") ?? "").split("?");
  const encoded = (/** @type {string | null} */ text) => encodeURIComponent((text ?? "").replaceAll("\n", "\r\n"));
  if (source) link.setAttribute("href", `${address}?subject=${encoded(link.getAttribute("data-subject"))}&body=${encoded(textOf(source))}`);
  /** @type {HTMLElement} */ (link).hidden = false;
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  const source = document.getElementById(button.getAttribute("data-copy") ?? "");
  const before = button.textContent;
  button.addEventListener("click", async () => {
    if (!source) return;
    try {
      await navigator.clipboard.writeText(textOf(source));
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
