/**
 * A word → everything that it may mean: names, terms of the vocabularies, words of running text.
 *
 * A penalty says how good a meaning is, smaller is better: exact before prefix before typo, and within each, name
 * before specialty before other terms before title before bio; last a mere part of an alias.
 */
import { placeOf } from "./codec.js";
import { countBits, distance, editsFor, letterBits } from "./text.js";

/**
 * @typedef {import("./index.js").Index} Index
 * @typedef {import("./query.js").Word} Word
 * @typedef {{penalty: number, kind: "name" | "term" | "text", text: string, word: string, ids: () => Int32Array[],
 *   sections: () => Int32Array}} Meaning text: the name, the term's label, or the word; word: what the typed one
 *   was taken for
 * @typedef {{place: number, quality: number}} Near
 */

/** How far to look: words as typed; typos in names; in terms and text; in words half typed, and in all text. */
export const EXACT = 0, NAMES = 1, TYPOS = 2, FAR = 3;

const STEP = 12;
/** From here on a meaning is a typo. */
export const TYPO = 2 * STEP;
const NAME = 0, SPECIALTY = 1, TERM = 4, TITLE = 7, BIO = 8, PART_OF_ALIAS = 9;
const SHORTEST_TEXT_PREFIX = 3;
const NO_IDS = new Int32Array(0);
const nothing = () => NO_IDS;

/**
 * The words of a sorted list that a typed word may mean; quality 0 exact, 1 longer, 2 and 3 edits, 4 longer and edited.
 * @param {string[]} sorted
 * @param {Word} word
 * @param {number} typos 0 none, 1 whole words, 2 words still being typed too
 * @param {Uint32Array | null} bits of each word of the list, or null to work them out
 * @param {number} [shortest] shortest word that may stand for longer ones
 * @returns {Near[]}
 */
export function near(sorted, word, typos, bits, shortest = 1) {
  const { text } = word;
  const found = [];
  const open = word.open && text.length >= shortest;
  let from = placeOf(sorted, text), to = from;
  if (sorted[to] === text) found.push({ place: to++, quality: 0 });
  if (open) for (; to < sorted.length && sorted[to].startsWith(text); to++) found.push({ place: to, quality: 1 });
  const edits = typos ? editsFor(text.length) : 0;
  if (!edits) return found;
  const own = letterBits(text);
  for (let place = 0; place < sorted.length; place++) {
    if (place === from) place = to;
    const other = sorted[place];
    if (other === undefined) break;
    const longer = other.length - text.length;
    if (longer <= edits && longer >= -edits) {
      if (countBits((bits ? bits[place] : letterBits(other)) ^ own) <= 2 * edits) {
        const far = distance(text, other, edits);
        if (far <= edits) { found.push({ place, quality: 1 + far }); continue; }
      }
    }
    if (typos > 1 && word.open && longer > 0 && distance(text, other.slice(0, text.length), 1) <= 1) {
      found.push({ place, quality: 4 });
    }
  }
  return found;
}

/** @type {WeakMap<string[], Map<string, Near[]>>} */
const memory = new WeakMap();
const REMEMBERED = 400;

/**
 * As near(), for the long lists: while one types, most words of the query stay as they were.
 * @param {string[]} sorted
 * @param {Word} word
 * @param {number} typos
 * @param {Uint32Array} bits
 */
function remembered(sorted, word, typos, bits) {
  let known = memory.get(sorted);
  if (!known || known.size > REMEMBERED) memory.set(sorted, (known = new Map()));
  const key = `${typos}${word.open}${word.text}`;
  let found = known.get(key);
  if (!found) known.set(key, (found = near(sorted, word, typos, bits)));
  return found;
}

/**
 * What each word of a query may mean; fetches what that takes.
 * @param {Index} index
 * @param {Word[]} query
 * @param {number} reach
 * @returns {Promise<Meaning[][]>}
 */
export async function meaningsOf(index, query, reach) {
  const texts = query.map((word) => textMeanings(index, word, reach));
  const names = query.map((word) => nameMeanings(index, word, reach));
  const terms = termMeanings(index, query, reach);
  const lists = new Set([...names, ...terms].flat().flatMap((meaning) => meaning.lists));
  const [found] = await Promise.all([Promise.all(texts), index.load(lists)]);
  return query.map((_, place) => {
    const known = [...names[place], ...terms[place], ...found[place]].sort((a, b) => a.penalty - b.penalty);
    // A word that is right as it stands is not taken for its neighbors in running text.
    return known[0]?.penalty < TYPO ? known.filter((m) => m.kind !== "text" || m.penalty < TYPO) : known;
  });
}

/**
 * @param {Index} index
 * @param {number} penalty
 * @param {"name" | "term"} kind
 * @param {string} text
 * @param {string} word
 * @param {number[]} lists
 */
function listed(index, penalty, kind, text, word, lists) {
  return { penalty, kind, text, word, lists, ids: () => lists.map(index.list), sections: nothing };
}

/** @param {Index} index @param {Word} word @param {number} reach */
function nameMeanings(index, word, reach) {
  return remembered(index.names, word, reach === FAR ? 2 : +(reach >= NAMES), index.nameBits).map(({ place, quality }) =>
    listed(index, quality * STEP + NAME, "name", index.names[place], index.names[place], [place]));
}

/** Endings of one word for who does it and what is done, and for one and many. */
const KIN = [["ologist", "ology"], ["iatrist", "iatry"], ["iatrician", "iatrics"], ["surgeon", "surgery"]];

/**
 * The same word by another ending: nephrologist and nephrology, kidney and kidneys.
 * @param {string} text
 * @returns {string[]}
 */
export function kin(text) {
  const plural = text.length > 3 && text.endsWith("s") && !text.endsWith("ss");
  const one = plural ? text.slice(0, -1) : text;
  const found = text.length > 3 ? [plural ? one : `${text}s`] : [];
  for (const [who, what] of KIN) {
    if (one.endsWith(who)) found.push(one.slice(0, -who.length) + what);
    if (one.endsWith(what)) found.push(one.slice(0, -what.length) + who);
  }
  return found;
}

/**
 * Terms by their label or an alias. A form whose every word was typed tells more than a part of one, and a form of
 * several words more than one of a single word.
 * @param {Index} index
 * @param {Word[]} query
 * @param {number} reach
 */
function termMeanings(index, query, reach) {
  const nearest = query.map((word) => [
    ...kin(word.text).flatMap((text) => near(index.formWords, { text, open: false }, 0, null)),
    ...remembered(index.formWords, word, Math.max(0, reach - NAMES), index.formBits),
  ]);
  /** @type {Map<number, Map<string, {word: number, quality: number}[]>>} form → its words → what was typed */
  const touched = new Map();
  nearest.forEach((found, word) => {
    for (const { place, quality } of found) {
      const part = index.formWords[place];
      for (const form of index.formsWith(part)) {
        let parts = touched.get(form);
        if (!parts) touched.set(form, (parts = new Map()));
        const typed = parts.get(part);
        if (typed) typed.push({ word, quality });
        else parts.set(part, [{ word, quality }]);
      }
    }
  });
  /** @type {Map<number, {penalty: number, form: number, part: string}>[]} */
  const best = query.map(() => new Map());
  for (const [number, parts] of touched) {
    const form = index.forms[number];
    const telling = form.words.filter((part) => !index.stop.has(part) || parts.has(part));
    const whole = telling.every((part) => parts.has(part));
    const fit = !whole ? 2 : parts.size > 1 ? 0 : 1;
    const kind = index.vocabularies[form.vocabulary].name === "specialties" ? SPECIALTY : TERM;
    const field = whole || form.isLabel ? kind + fit : PART_OF_ALIAS;
    for (const [part, typed] of parts) {
      for (const { word, quality } of typed) {
        const penalty = quality * STEP + field;
        const before = best[word].get(form.term);
        if (!before || penalty < before.penalty) best[word].set(form.term, { penalty, form: number, part });
      }
    }
  }
  return best.map((terms) =>
    [...terms.values()].map(({ penalty, form: number, part }) => {
      const form = index.forms[number];
      const vocabulary = index.vocabularies[form.vocabulary];
      const lists = vocabulary.below[form.place].map((place) => vocabulary.first + place);
      return listed(index, penalty, "term", form.label, part, lists);
    }));
}

/**
 * Words of titles, bios and guides. A typo is looked for where the word itself would lie, and, reaching far, wherever
 * the list of all words has one near.
 * @param {Index} index
 * @param {Word} word
 * @param {number} reach
 * @returns {Promise<Meaning[]>}
 */
async function textMeanings(index, word, reach) {
  const longer = word.open && word.text.length >= SHORTEST_TEXT_PREFIX;
  let files = await index.wordFiles(word.text, longer);
  if (reach === FAR && editsFor(word.text.length)) {
    const all = await index.dictionary();
    const found = near(all, { ...word, open: false }, 1, null).slice(0, 12);
    const more = await Promise.all(found.map(({ place }) => index.wordFiles(all[place], false)));
    files = [...new Set([...files, ...more.flat()])];
  }
  return files.flatMap((file) =>
    near(file.words, word, +(reach >= TYPOS), null, SHORTEST_TEXT_PREFIX).flatMap(({ place, quality }) => {
      const text = file.words[place];
      // Running text holds words of every kind: one with another beginning is another word, not a slip.
      if (quality > 1 && text[0] !== word.text[0]) return [];
      const places = file.places(place);
      /** @type {Meaning[]} */
      const found = [];
      /** @type {(field: number, ids: Int32Array, sections: Int32Array) => void} */
      const add = (field, ids, sections) => {
        found.push({ penalty: quality * STEP + field, kind: "text", text, word: text, ids: () => [ids], sections: () => sections });
      };
      if (places.titles.length) add(TITLE, places.titles, NO_IDS);
      if (places.bios.length || places.sections.length) add(BIO, places.bios, places.sections);
      return found;
    }));
}
