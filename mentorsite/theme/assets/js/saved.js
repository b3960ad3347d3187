/**
 * The shortlist as the browser keeps it: slugs, the latest last. A browser that keeps nothing still works.
 */

const KEY = "mentors:shortlist";
const MOST = 100;
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** @type {string[]} */
let kept = [];

/** Slugs and nothing else, each once. @param {unknown[]} given */
export const cleaned = (given) => [...new Set(given.filter((slug) => typeof slug === "string" && slug.length <= 80 && SLUG.test(slug)))].slice(0, MOST).map(String);

/** @returns {string[]} */
export function saved() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    kept = cleaned(Array.isArray(found) ? found : []);
  } catch {
    // Storage is off, or somebody wrote nonsense into it.
  }
  return kept;
}

/** @param {string[]} slugs */
export function save(slugs) {
  kept = cleaned(slugs);
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Kept for as long as the page lives.
  }
  document.dispatchEvent(new CustomEvent("mentors:saved"));
}

/** @param {string} slug */
export const toggle = (slug) => save(saved().includes(slug) ? saved().filter((other) => other !== slug) : [...saved(), slug]);

/** What was answered on the page that helps to choose, as long as the tab lives. */
export const ANSWERS = "mentors:choose";

/** What the answers say of the student, in the page's words. @returns {{stage: string, topics: string[]}} */
export function known() {
  try {
    const [, , { stage, topics }] = JSON.parse(sessionStorage.getItem(ANSWERS) ?? "[]");
    return { stage: String(stage ?? ""), topics: Array.isArray(topics) ? topics.map(String) : [] };
  } catch {
    return { stage: "", topics: [] };
  }
}
