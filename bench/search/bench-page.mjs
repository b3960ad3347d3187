// What each engine has to do on a page: open, find, and show the first ten with their titles.
const engine = await import(`./bench-${new URLSearchParams(location.search).get("engine")}.mjs`);
const list = document.querySelector("ol");

async function show(text) {
  const found = await engine.find(text);
  list.replaceChildren(...found.slice(0, 10).map(({ title }) => Object.assign(document.createElement("li"), { textContent: title })));
  return found.map(({ id }) => id);
}

window.bench = {
  async open() {
    const start = performance.now();
    await engine.open();
    return performance.now() - start;
  },
  show,
  /** As an event would call it, so that the browser counts the script's time. */
  key: (text) => new Promise((done) => setTimeout(async () => {
    const start = performance.now();
    await show(text);
    requestAnimationFrame(() => setTimeout(() => {
      done(performance.now() - start);
      engine.ahead?.();
    }));
  })),
  async all(texts) {
    const found = [];
    for (const text of texts) found.push(await show(text));
    return found;
  },
};
document.title = "ready";
