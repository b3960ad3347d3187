/**
 * Cards from the search data: as the build rendered them, with the visitor's day and what was typed.
 */
import { availabilityOn } from "./availability.js";
import { root } from "./open.js";
import { holds, reasons } from "./rank.js";
import { fill, mark, roomInWords, shows } from "./words.js";

/**
 * @typedef {import("./open.js").Site} Site
 * @typedef {{id: number, slug: string, element: HTMLElement, name: string, url: string,
 *   room: import("./availability.js").Availability}} Card
 */

/**
 * Fetches the cards of these mentors, in their order.
 * @param {Site} site
 * @param {ArrayLike<number>} ids
 * @returns {Promise<Card[]>}
 */
export async function cardsOf(site, ids) {
  const { index } = site;
  return Promise.all(Array.from(ids, async (id) => {
    const block = await index.cards(Math.floor(id / index.cardsPerFile));
    const place = id % index.cardsPerFile;
    const element = copyOf(block, place);
    const room = availabilityOn(block.changes[place], index.date, site.day);
    const badge = element.querySelector(".badge");
    if (badge instanceof HTMLElement) {
      badge.dataset.state = room.state;
      badge.textContent = roomInWords(site.strings, room);
    }
    const link = element.querySelector(".card-name a");
    return { id, slug: block.slugs[place], element, room, name: link?.textContent ?? "", url: link?.getAttribute("href") ?? "" };
  }));
}

/** Cards of each block that were shown before: while one types, many come again. @type {WeakMap<object, HTMLElement[]>} */
const known = new WeakMap();

/** @param {{cards: string[]}} block @param {number} place */
function copyOf(block, place) {
  const made = known.get(block) ?? [];
  known.set(block, made);
  made[place] ??= elementOf(block.cards[place]);
  return /** @type {HTMLElement} */ (made[place].cloneNode(true));
}

/** @param {string} html from the site's own build, where every value was escaped */
function elementOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  for (const name of ["href", "src", "srcset"]) {
    for (const part of template.content.querySelectorAll(`[${name}]`)) {
      part.setAttribute(name, new URL(part.getAttribute(name) ?? "", root).href);
    }
  }
  return /** @type {HTMLElement} */ (template.content.firstElementChild ?? document.createElement("li"));
}

/** @typedef {{name: string, label: string, ids: Int32Array}} Chosen what a filter asks for, and who carries it */

/**
 * Marks what was typed, and adds why a mentor was found where the card does not show it.
 * @param {Site} site
 * @param {Card} card
 * @param {import("./rank.js").Found} found
 * @param {Chosen[]} chosen
 */
export function explain(site, card, found, chosen) {
  const topics = card.element.querySelector(".card-topics");
  // Asked for, but one of those that the card only counts: then it stands first.
  for (const { name, label, ids } of chosen) {
    if (name !== "helps_with" || !topics || !holds(ids, card.id) || topics.textContent?.includes(label)) continue;
    const before = topics.firstElementChild?.matches(".vh") ? topics.firstElementChild : null;
    const first = document.createElement("strong");
    first.textContent = label;
    if (before) before.after(first, ", ");
    else topics.prepend(first, ", ");
  }
  if (!found.words.length) return;
  const why = whyOf(site, found, card.id, card.element.textContent ?? "");
  const typed = found.words.map(({ text }) => text);
  for (const part of card.element.querySelectorAll(".card-name, .card-title, .card-topics, .card-facts")) mark(part, typed);
  if (why) {
    const line = document.createElement("p");
    line.className = "card-why hint";
    line.textContent = why;
    card.element.append(line);
  }
}

/**
 * @param {Site} site
 * @param {import("./rank.js").Found} found
 * @param {number} id
 * @param {string} shown what the visitor sees of the mentor
 */
export function whyOf(site, found, id, shown) {
  /** @type {Map<string, string[]>} */
  const taken = new Map();
  const told = [];
  for (const { typed, meaning } of reasons(found, id)) {
    if (shows(shown, typed)) continue;
    if (meaning.kind === "text") told.push(fill(site.strings.find_in_text, { word: meaning.word }));
    if (meaning.kind === "term") taken.set(meaning.text, [...(taken.get(meaning.text) ?? []), typed]);
  }
  for (const [term, typed] of taken) {
    const plain = typed.every((word) => shows(term, word));
    told.push(plain ? term : fill(site.strings.find_why, { typed: typed.join(" "), term }));
  }
  return [...new Set(told)].join(" · ");
}
