/**
 * Words that may be a call for help: beside what was found stands whom the program names for that, as at the page's end.
 */
import { make } from "./filters.js";
import { words } from "./text.js";

export const SUPPORT = "_support";

/**
 * Whether what was typed holds one of the words, or all words of one side by side.
 * @param {string} typed
 * @param {string} listed divided by commas
 */
export function inNeed(typed, listed) {
  const own = ` ${words(typed).join(" ")} `;
  return (listed ?? "").split(",").map((text) => words(text).join(" ")).some((text) => text && own.includes(` ${text} `));
}

/** Whom the page names at its end, each in one line. @returns {{name: string, ways: HTMLAnchorElement[]}[]} */
export function contacts() {
  const items = document.getElementById(SUPPORT)?.closest("section")?.querySelectorAll("li") ?? [];
  return Array.from(items, (item) => ({
    name: item.querySelector("h3")?.textContent?.trim() ?? "",
    ways: /** @type {HTMLAnchorElement[]} */ ([...item.querySelectorAll("a.support-way")]),
  }));
}

/**
 * A calm notice, or nothing where the page names nobody.
 * @param {string} typed
 * @param {Record<string, string>} strings
 */
export function crisisNotice(typed, strings) {
  const people = inNeed(typed, strings.crisis_words) ? contacts() : [];
  if (!people.length) return null;
  const items = people.map(({ name, ways }) => make("li", {}, name, ...ways.flatMap((way) => [" ", way.cloneNode(true)])));
  const more = make("a", { href: `#${SUPPORT}`, textContent: document.getElementById(SUPPORT)?.textContent ?? "" });
  return make("div", { className: "notice crisis" }, make("p", { textContent: strings.find_crisis }), make("ul", {}, ...items), make("p", {}, more));
}
