/**
 * The list of results: cards, a few at a time; guides below; and ways out where nobody fits.
 */
import { cardsOf, explain } from "./cards.js";
import { make, textButton } from "./filters.js";
import { root } from "./open.js";
import { didYouMean } from "./suggest.js";
import { counted, fill, mark } from "./words.js";

/**
 * @typedef {import("./open.js").Site} Site
 * @typedef {import("./rank.js").Found} Found
 * @typedef {{label: string, count: number, take: () => void}} WayOut
 */

/**
 * @param {Site} site
 * @param {Found} found
 * @param {ArrayLike<number>} ids
 * @param {import("./cards.js").Chosen[]} [chosen]
 */
export async function cardElements(site, found, ids, chosen = []) {
  const cards = await cardsOf(site, ids);
  for (const card of cards) explain(site, card, found, chosen);
  return cards.map(({ element }) => element);
}

/**
 * @param {Site} site
 * @param {Found} found
 */
export async function guideSection(site, found) {
  const guides = await site.index.guides();
  const typed = found.words.map(({ text }) => text);
  const items = found.guides.slice(0, 8).map(({ guide, section }) => {
    const anchor = guides.anchors[section];
    const link = make("a", { href: new URL(guides.urls[guide] + (anchor ? `#${anchor}` : ""), root).href, textContent: guides.titles[guide] });
    const item = make("li", { className: "item" }, make("h3", {}, link), make("p", { textContent: guides.headings[section] || guides.summaries[guide] }));
    mark(item, typed);
    return item;
  });
  const section = make("section", { id: "guides-found", tabIndex: -1 }, make("h2", { className: "close-title", textContent: site.strings.guides }), make("ul", { className: "items" }, ...items));
  return section;
}

/**
 * What to show where nobody fits: what was perhaps meant, what to take back, and who comes close.
 * @param {Site} site
 * @param {Found} found
 * @param {WayOut[]} ways
 * @param {number[]} close
 * @param {(query: string) => void} ask
 * @param {() => void} startOver
 */
export async function deadEnd(site, found, ways, close, ask, startOver) {
  const { strings } = site;
  const box = make("div", { className: "empty flow" }, make("h3", { textContent: strings.find_none }));
  const meant = didYouMean(found);
  if (meant) box.append(make("p", {}, `${strings.find_meant} `, textButton(meant, () => ask(meant)), "?"));
  if (ways.length) {
    box.append(make("p", { textContent: strings.find_none_text }), make("ul", { className: "chips" }, ...ways.map(({ label, count, take }) => {
      const found = counted(strings, "find_mentors", count);
      const button = make("button", { type: "button", className: "chip", textContent: fill(strings.find_drop, { what: label, found }) });
      button.addEventListener("click", take);
      return make("li", {}, button);
    })));
  }
  const help = make("a", { href: new URL("choose.html", root).href, textContent: strings.find_help });
  box.append(make("p", { className: "buttons" }, textButton(strings.find_drop_all, startOver), help));
  const cards = close.length ? await cardElements(site, found, close) : [];
  return cards.length
    ? [box, make("h3", { className: "close-title", textContent: strings.find_close_title }), make("ul", { className: "cards rows" }, ...cards)]
    : [box];
}
