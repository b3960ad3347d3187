/**
 * Opens the site's search data once, and says why where it cannot.
 */
import { IndexError, openIndex } from "./index.js";

/** The way from this page to the site's top. */
export const root = new URL(document.documentElement.dataset.root || "./", document.baseURI);

/** @typedef {{index: import("./index.js").Index, strings: Record<string, string>, day: number}} Site */

/** @type {Promise<Site> | undefined} */
let opened;

/**
 * @param {string} name
 * @param {boolean} [fresh] ask the server again, whatever the browser keeps
 */
async function read(name, fresh = false) {
  const url = new URL(`search/${name}.json`, root);
  let response;
  try {
    response = await fetch(url, fresh ? { cache: "no-cache" } : {});
  } catch {
    throw new IndexError("missing", name);
  }
  if (!response.ok) throw new IndexError("missing", name);
  try {
    return await response.json();
  } catch {
    throw new IndexError("damaged", name);
  }
}

/** Fetches modules side by side that would else be found one behind the other. @param {string[]} names */
export function preload(names) {
  for (const name of names) {
    const href = new URL(`./${name}.js`, import.meta.url).href;
    if (!document.querySelector(`link[href="${href}"]`)) document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
  }
}

/** @returns {Promise<Site>} */
export function openSite() {
  opened ??= (async () => {
    const [{ daysSince }, index] = await Promise.all([import("./availability.js"), openIndex(read)]);
    return { index, strings: await index.strings(), day: daysSince(index.date, new Date()) };
  })();
  opened.catch(() => (opened = undefined));
  return opened;
}

/**
 * Of a small site, once somebody types, fetches the rest while nothing else is to be done, so that no key waits for the network; unless the
 * visitor saves data.
 * @param {Site} site
 */
export function lookAhead({ index }) {
  const { saveData } = /** @type {{connection?: {saveData?: boolean}}} */ (navigator).connection ?? {};
  const idle = window.requestIdleCallback ?? ((task) => setTimeout(task, 200));
  if (!saveData) idle(() => index.ahead().catch(() => {}));
}

/**
 * Runs a task on the data. If a piece is missing, the site was perhaps published anew since: opens it again, once.
 * @template T
 * @param {(site: Site) => Promise<T>} task
 * @returns {Promise<T>}
 */
export async function withSite(task) {
  try {
    return await task(await openSite());
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
    opened = undefined;
    return task(await openSite());
  }
}
