/**
 * Every page: the search field comes alive when it is first used, and "/" leads to it.
 */

/** What search consists of, named here so that one round trip fetches it all. */
const SEARCH = ["combobox", "cards", "open", "rank", "words", "index", "match", "query", "text", "codec", "availability"];

const input = /** @type {HTMLInputElement | null} */ (document.getElementById("q"));
const isDirectory = document.getElementById("filters-home") !== null;
for (const line of document.querySelectorAll(".search-off")) if (!isDirectory) line.remove();

if (input && !isDirectory) {
  let attached = false;
  const attach = () => {
    if (attached) return;
    attached = true;
    for (const name of SEARCH) {
      document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href: new URL(`./${name}.js`, import.meta.url).href }));
    }
    import("./combobox.js").then((module) => module.attach(input));
    import("./open.js").then((module) => module.openSite()).catch(() => {});
  };
  input.addEventListener("focus", attach);
  input.form?.addEventListener("pointerenter", attach, { once: true });
  if (history.state?.typed) {
    input.value = history.state.typed;
    input.focus();
  }
  if (document.activeElement === input) attach();
}

document.addEventListener("keydown", (event) => {
  const at = /** @type {HTMLElement} */ (event.target);
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!input || at.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  input.focus();
  input.select();
});

// A page of which nothing is asked yet stays light: these come once it is idle.
const idle = window.requestIdleCallback ?? ((task) => setTimeout(task, 200));
idle(() => {
  if (document.querySelector("[data-slug], [data-shortlist], #choose, #shortlist")) import("./stars.js");
  if (document.querySelector("button[data-copy], button[data-print]")) import("./contact.js");
});
