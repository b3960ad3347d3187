/**
 * The page that helps to choose: answers → a set of mentors with reasons, or what to change. Answers stay in the
 * address after its #, which no server sees; but communities are never in an address, which is shared, shown and kept
 * in the history: they last as long as the tab.
 */
import { roomOn, stepOn } from "./availability.js";
import { cardsOf } from "./cards.js";
import { choose, whyUnmet } from "./choose.js";
import { openFacets } from "./facets.js";
import { make } from "./filters.js";
import { withSite } from "./open.js";
import { ANSWERS } from "./saved.js";
import { counted, fill } from "./words.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("choose"));
const output = /** @type {HTMLElement} */ (document.getElementById("chosen"));
const QUESTIONS = ["specialties", "helps_with", "formats", "languages", "communities"];
const PRIVATE = "communities";

let turn = 0;

/** @param {import("./open.js").Site} site */
async function answer(site) {
  const { index, strings, day } = site;
  const own = ++turn;
  const given = new FormData(form);
  const facets = await openFacets(index, day, strings);
  const steps = await index.availability();
  const stage = String(given.get("stages") ?? "");
  /** @type {(name: string, slug: string) => Uint8Array} */
  const held = (name, slug) => {
    const mask = new Uint8Array(index.count);
    const facet = facets.find((other) => other.name === name);
    const place = facet?.options.findIndex((option) => option.slug === slug) ?? -1;
    if (facet && place >= 0) for (const id of facet.carriers(place)) mask[id] = 1;
    return mask;
  };
  const labelOf = (/** @type {string} */ name, /** @type {string} */ slug) =>
    facets.find((other) => other.name === name)?.options.find((option) => option.slug === slug)?.label ?? slug;
  /** @type {(name: string, slug: string) => import("./choose.js").Need} */
  const need = (name, slug) => ({ vocabulary: name, slug, label: labelOf(name, slug), weight: index.choose.weights[name] ?? 1, met: held(name, slug) });
  const needs = QUESTIONS.flatMap((name) => given.getAll(name).filter(Boolean).map((slug) => need(name, String(slug))));
  const stated = needs.length;
  for (const role of index.choose.together) needs.push({ ...need("roles", role), wish: true });

  const takes = stage ? held("stages", stage) : new Uint8Array(index.count).fill(1);
  const rooms = steps.map((own) => roomOn(own, day).option);
  const open = steps.flatMap((_, id) => ((rooms[id] === 0 || rooms[id] === 2) && takes[id] ? [id] : []));
  const told = /** @type {[string, string][]} */ ([...given].filter(([, value]) => value));
  const room = (/** @type {number} */ id) => (rooms[id] === 0 ? Math.max(1, stepOn(steps[id], day).slots) : 0);
  const { picks, unmet } = choose(needs, open, room, index.choose.size, new URLSearchParams(told).toString());
  const cards = await cardsOf(site, picks.map(({ id }) => id));
  if (own !== turn) return;
  const labels = (/** @type {number[]} */ places) => places.filter((place) => place < stated).map((place) => needs[place].label).join(", ");
  const roles = (/** @type {number[]} */ places) => places.filter((place) => place >= stated).map((place) => needs[place].label).join(", ");
  cards.forEach(({ element }, place) => {
    const { id, meets, lacks } = picks[place];
    const told = [
      labels(meets) && [strings.find_choose_meets, labels(meets)],
      roles(meets) && [strings.find_choose_role, roles(meets)],
      labels(lacks) && [strings.find_choose_lacks, labels(lacks)],
    ].filter((line) => Array.isArray(line));
    element.append(make("dl", { className: "card-why reasons" }, ...told.flatMap(([name, text]) => [make("dt", { textContent: name }), make("dd", { textContent: text })])));
    if (!room(id)) element.append(make("p", { className: "hint", textContent: strings.find_choose_ask }));
  });
  const missing = unmet.filter((place) => place < stated).map((place) => {
    const { label, met } = needs[place];
    const ways = whyUnmet(met, takes, rooms).map(({ why, count }) => fill(strings[`find_choose_${why}`], { found: counted(strings, "find_mentors", count) }));
    const why = ways.length ? [...ways, strings.find_choose_advice].join(" ") : strings.find_choose_nobody;
    return make("li", {}, make("strong", { textContent: `${label}: ` }), why);
  });
  const title = make("h2", { tabIndex: -1, textContent: cards.length ? fill(strings.find_choose_title, { found: counted(strings, "find_mentors", cards.length) }) : strings.find_choose_none });
  output.replaceChildren(title);
  if (cards.length) output.append(make("p", { className: "lead", textContent: strings.find_choose_lead }), make("ul", { className: "cards" }, ...cards.map(({ element }) => element)));
  if (missing.length) output.append(make("section", { className: "panel flow" }, make("h3", { textContent: strings.find_choose_unmet }), make("ul", {}, ...missing)));
  output.hidden = false;
  keep(told);
  document.dispatchEvent(new CustomEvent("mentors:shown"));
  title.focus();
  title.scrollIntoView({ block: "start" });
}

/** The answers in the address, but for those that are nobody's business. @param {[string, string][]} told */
function keep(told) {
  const address = new URLSearchParams(told.filter(([name]) => name !== PRIVATE)).toString();
  history.replaceState(null, "", `#${address}`);
  try {
    const own = told.filter(([name]) => name === PRIVATE).map(([, value]) => value);
    const stage = form.querySelector("[name=stages] option:checked:not([value=''])")?.textContent ?? "";
    const topics = Array.from(form.querySelectorAll("[name=helps_with]:checked"), (box) => box.nextElementSibling?.textContent ?? "");
    sessionStorage.setItem(ANSWERS, JSON.stringify([address, own, { stage, topics }]));
  } catch {
    // Storage is off: they last as long as the page.
  }
}

/** What was ticked in this tab, if the address is still the one it was ticked with. @param {string} address */
function kept(address) {
  try {
    const [of, values] = JSON.parse(sessionStorage.getItem(ANSWERS) ?? "[]");
    return of === address && Array.isArray(values) ? values.map(String) : [];
  } catch {
    return [];
  }
}

function restore() {
  const given = new URLSearchParams(location.hash.slice(1));
  if (given.has(PRIVATE)) {
    given.delete(PRIVATE);
    history.replaceState(null, "", `#${given}`);
  }
  for (const value of kept(given.toString())) given.append(PRIVATE, value);
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement) field.checked = given.getAll(field.name).includes(field.value) && field.value !== "";
    else if (field instanceof HTMLSelectElement && given.get(field.name)) field.value = String(given.get(field.name));
  }
  return [...given].length > 0;
}

/** What stands below was found for other answers. */
function outdated() {
  if (output.hidden || output.querySelector(".outdated")) return;
  turn++;
  const again = make("button", { type: "submit", className: "text-button", textContent: form.querySelector("button")?.textContent ?? "" });
  again.setAttribute("form", form.id);
  output.prepend(make("p", { className: "notice outdated" }, `${form.dataset.changed ?? ""} `, again));
}

const run = () => withSite(answer).catch((error) => {
  output.hidden = false;
  output.replaceChildren(make("p", { className: "notice", textContent: form.dataset.failed ?? "" }));
  console.error(error);
});

form.addEventListener("change", outdated);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
form.querySelector("button[disabled]")?.removeAttribute("disabled");
if (restore()) run();
