/**
 * Filters: who passes, and how many there would be for each option. OR inside a facet, AND across.
 */
import { roomOn } from "./availability.js";

/**
 * @typedef {import("./index.js").Index} Index
 * @typedef {Map<string, Set<string>>} Selection facet → slugs that are chosen
 * @typedef {{name: string, title: string, options: {slug: string, label: string, depth: number, parent: number}[],
 *   carriers: (place: number) => Int32Array}} Facet
 * @typedef {{passing: Uint8Array, counts: Int32Array[], fails: Uint8Array, failed: Uint8Array}} Filtered
 *   counts: for each facet, each option's; fails: how many facets a mentor fails; failed: the last of them
 */

export const AVAILABILITY = "availability";
export const ROOM = ["open", "soon", "ask"];

/**
 * All facets of the program, ready to count; fetches whom each term holds.
 * @param {Index} index
 * @param {number} day of the visitor, counted from the build's
 * @param {Record<string, string>} strings
 * @returns {Promise<Facet[]>}
 */
export async function openFacets(index, day, strings) {
  const vocabularies = index.vocabularies.filter(({ name }) => index.facets.includes(name));
  const lists = vocabularies.flatMap(({ first, labels }) => labels.map((_, place) => first + place));
  const [steps] = await Promise.all([index.availability(), index.load(lists)]);
  return [availabilityFacet(steps, day, strings), ...vocabularies.map((vocabulary) => facetOf(index, vocabulary))];
}

/**
 * @param {Index} index
 * @param {import("./index.js").Vocabulary} vocabulary
 * @returns {Facet}
 */
function facetOf(index, vocabulary) {
  const { name, title, labels, slugs, parents, below, first } = vocabulary;
  /** @type {Int32Array[]} */
  const known = [];
  const depth = (/** @type {number} */ place) => (parents[place] < 0 ? 0 : 1);
  return {
    name,
    title,
    options: labels.map((label, place) => ({ slug: slugs[place], label, depth: depth(place), parent: parents[place] })),
    carriers: (place) => (known[place] ??= union(below[place].map((other) => index.list(first + other)), index.count)),
  };
}

/**
 * @param {Int32Array[]} lists
 * @param {number} count
 */
function union(lists, count) {
  if (lists.length === 1) return lists[0];
  const held = new Uint8Array(count);
  let size = 0;
  for (const list of lists) for (const id of list) if (!held[id]) { held[id] = 1; size++; }
  const ids = new Int32Array(size);
  for (let id = count - 1; id >= 0; id--) if (held[id]) ids[--size] = id;
  return ids;
}

/**
 * @param {number[][]} steps
 * @param {number} day
 * @param {Record<string, string>} strings
 * @returns {Facet}
 */
function availabilityFacet(steps, day, strings) {
  /** @type {number[][]} */
  const held = ROOM.map(() => []);
  steps.forEach((own, id) => held[roomOn(own, day).option]?.push(id));
  const ids = held.map((list) => Int32Array.from(list));
  return {
    name: AVAILABILITY,
    title: strings.find_availability,
    options: ROOM.map((slug) => ({ slug, label: strings[`find_room_${slug}`], depth: 0, parent: -1 })),
    carriers: (place) => ids[place],
  };
}

/**
 * @param {Facet[]} facets
 * @param {Selection} selection
 * @param {Uint8Array} matching 1 for each mentor whom the words find
 * @returns {Filtered}
 */
export function filtered(facets, selection, matching) {
  const count = matching.length;
  const fails = new Uint8Array(count), failed = new Uint8Array(count);
  facets.forEach((facet, number) => {
    const chosen = selection.get(facet.name);
    if (!chosen?.size) return;
    const passes = new Uint8Array(count);
    facet.options.forEach(({ slug }, place) => {
      if (chosen.has(slug)) for (const id of facet.carriers(place)) passes[id] = 1;
    });
    for (let id = 0; id < count; id++) if (!passes[id]) { fails[id]++; failed[id] = number; }
  });
  const passing = new Uint8Array(count);
  for (let id = 0; id < count; id++) passing[id] = matching[id] && !fails[id] ? 1 : 0;
  const counts = facets.map((facet, number) =>
    Int32Array.from(facet.options, (_, place) => {
      let sum = 0;
      for (const id of facet.carriers(place)) {
        if (matching[id] && (!fails[id] || (fails[id] === 1 && failed[id] === number))) sum++;
      }
      return sum;
    }));
  return { passing, counts, fails, failed };
}

/**
 * Drops what no facet knows (a value that is gone, a name that never was) and returns what was dropped, to be read.
 * @param {Facet[]} facets
 * @param {Selection} selection
 * @returns {string[]}
 */
export function dropUnknown(facets, selection) {
  const dropped = [];
  for (const [name, slugs] of selection) {
    const facet = facets.find((facet) => facet.name === name);
    const known = new Set(facet?.options.map(({ slug }) => slug));
    for (const slug of slugs) {
      if (known.has(slug)) continue;
      const read = slug.replaceAll("-", " ");
      dropped.push(facet?.title ? `${facet.title}: ${read}` : read);
      slugs.delete(slug);
    }
    if (!slugs.size) selection.delete(name);
  }
  return dropped;
}
