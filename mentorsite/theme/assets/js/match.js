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
 * @typedef {import("./index.js").WordFile} WordFile
 * @typedef {import("./query.js").Word} Word
 * @typedef {{penalty: number, kind: "name" | "term" | "text", text: string, word: string, ids: () => Int32Array[],
 *   sections: () => Int32Array}} Meaning text: the name, the term's label, or the word; word: what the typed one
 *   was taken for
 * @typedef {{place: number, quality: number, isNumber?: boolean}} Near
 * @typedef {{word: number, quality: number, isNumber?: boolean}} Typed word: its place in the query; isNumber: found as
 *   one where many was typed, or many where one
 */

/** How far to look: words as typed; typos in names; in terms and text; in words half typed, and in all text. */
export const EXACT = 0, NAMES = 1, TYPOS = 2, FAR = 3;

const STEP = 12;
/** From here on a meaning is a typo. */
export const TYPO = 2 * STEP;
const NAME = 0, SPECIALTY = 1, TERM = 4, TITLE = 7, BIO = 8, EVERYDAY = 9, PART_OF_ALIAS = 10, ASKED = 6, NUMBER = 10;
/** From here on a meaning is not the first one of its word. */
export const LAST = 11;
const SHORTEST_TEXT_PREFIX = 3;
/** From how many letters on an everyday word that is still being typed is taken for itself. */
const SHORTEST_SURE = 5;
/** Shorter ones are mostly abbreviations: while such is typed, other terms that begin so are meant rather. */
const SHORTEST_WORD = 4;
/** What share of the best term's part of a query another one must have to be meant as well. */
const NEARLY = 0.5;
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
  const names = query.map((word) => nameMeanings(index, word, reach));
  const terms = termMeanings(index, query, reach);
  const early = load(index, [...names, ...terms]);
  const files = await Promise.all(query.map((word) => filesFor(index, word, reach)));
  const texts = query.map((word, place) => textMeanings(files[place], word, reach));
  const everyday = everydayMeanings(index, query, files, reach);
  await Promise.all([early, load(index, everyday)]);
  raise(query.map((_, place) => [...terms[place], ...everyday[place]]));
  return query.map((_, place) => {
    const known = [...names[place], ...terms[place], ...everyday[place], ...texts[place]].sort((a, b) => a.penalty - b.penalty);
    // A word that is right as it stands is not taken for its neighbors in running text.
    return known[0]?.penalty < TYPO ? known.filter((m) => m.kind !== "text" || m.penalty < TYPO) : known;
  });
}

/**
 * A term that every word of a query means in one form or another ("kid with seizures") stands before whoever carries
 * two terms of which each is meant by a word.
 * @param {Listed[][]} words
 */
function raise(words) {
  const all = words.map((found) => new Set(found.filter(({ exact }) => exact).map(({ lists }) => lists[0])));
  if (all.length < 2) return;
  for (const meaning of words.flat()) {
    const [term] = meaning.lists;
    if (meaning.exact && all.every((held) => held.has(term))) meaning.penalty = Math.min(meaning.penalty, meaning.penalty < LAST ? 2 : 4);
  }
}

/** @typedef {ReturnType<typeof listed>} Listed */
/**
 * @param {Index} index
 * @param {number} penalty
 * @param {"name" | "term"} kind
 * @param {string} text
 * @param {string} word
 * @param {number[]} lists
 * @param {boolean} [exact] meant by the word as it stands, and not by a form of several that belongs to another term first
 */
function listed(index, penalty, kind, text, word, lists, exact = false) {
  return { penalty, kind, text, word, lists, exact, ids: () => lists.map(index.list), sections: nothing };
}

/** @param {Index} index @param {ReturnType<typeof listed>[][]} meanings */
const load = (index, meanings) => index.load(new Set(meanings.flat().flatMap(({ lists }) => lists)));

/** Where the penalties of a vocabulary's terms begin. @param {Index} index @param {import("./index.js").Form} form */
const baseOf = ({ vocabularies }, { vocabulary }) => (vocabularies[vocabulary].name === "specialties" ? SPECIALTY : TERM);

/** Lists of a term and all below it. @param {Index} index @param {import("./index.js").Form} form */
function listsOf(index, { vocabulary, place }) {
  const { below, first } = index.vocabularies[vocabulary];
  return below[place].map((other) => first + other);
}

/** @param {Index} index @param {Word} word @param {number} reach */
function nameMeanings(index, word, reach) {
  return remembered(index.names, word, reach === FAR ? 2 : +(reach >= NAMES), index.nameBits).map(({ place, quality }) =>
    listed(index, quality * STEP + NAME, "name", index.names[place], index.names[place], [place]));
}

/** Endings of one word for who does it and what is done, and for one and many. */
const KIN = [["ologist", "ology"], ["iatrist", "iatry"], ["iatrician", "iatrics"], ["surgeon", "surgery"]];

/**
 * The same word by another ending, or as Americans spell it: nephrologist and nephrology; or of another number, as
 * kidney and kidneys.
 * @param {string} text
 * @returns {{text: string, isNumber: boolean}[]}
 */
export function kin(text) {
  if (text.length < 4) return [];
  const american = text.replace(/ae|oe/g, "e").replace("our", "or");
  const plural = /[^s]s$/.test(american);
  const one = plural ? american.replace(/(?<=..)ies$/, "ys").slice(0, -1) : american;
  const same = [american], number = [one, `${one}s`, one.replace(/y$/, "ies")];
  for (const [who, what] of KIN) {
    if (one.endsWith(who)) (plural ? number : same).push(one.slice(0, -who.length) + what);
    if (one.endsWith(what)) same.push(one.slice(0, -what.length) + who);
  }
  const found = new Set([...same, ...number]);
  found.delete(text);
  return [...found].map((other) => ({ text: other, isNumber: !same.includes(other) }));
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
    ...kin(word.text).flatMap(({ text, isNumber }) =>
      near(index.formWords, { text, open: false }, 0, null).map(({ place, quality }) => ({ place, quality, isNumber }))),
    ...remembered(index.formWords, word, Math.max(0, reach - NAMES), index.formBits),
  ]);
  /** @type {Map<number, Map<string, Typed[]>>} form → its words → what was typed */
  const touched = new Map();
  nearest.forEach((found, word) => {
    for (const { place, quality, isNumber } of found) {
      const part = index.formWords[place];
      for (const form of index.formsWith(part)) {
        under(under(touched, form, new Map()), part, []).push({ word, quality, isNumber });
      }
    }
  });
  /** @type {Map<number, {penalty: number, form: number, part: string}>[]} */
  const best = query.map(() => new Map());
  for (const [number, parts] of touched) {
    const form = index.forms[number];
    const telling = form.words.filter((part) => !index.stop.has(part));
    const whole = telling.every((part) => parts.has(part));
    const fit = !whole ? 2 : parts.size > 1 ? 0 : 1;
    const kind = baseOf(index, form);
    const field = whole || form.isLabel ? kind + fit : PART_OF_ALIAS;
    for (const [part, typed] of parts) {
      // By "and" nobody means what is called so and so.
      if (form.words.length > 1 && index.stop.has(part)) continue;
      for (const { word, quality, isNumber } of typed) {
        const step = goesOn(query[word], part, quality, (fit && isNumber) || field === PART_OF_ALIAS);
        const penalty = !step && isNumber && fit ? Math.max(NUMBER, field) : step * STEP + field;
        const before = best[word].get(form.term);
        if (!before || penalty < before.penalty) best[word].set(form.term, { penalty, form: number, part });
      }
    }
  }
  return best.map((terms) =>
    [...terms.values()].flatMap(({ penalty, form: number, part }) => {
      const form = index.forms[number];
      const [own, ...below] = listsOf(index, form);
      /** @type {(worse: number, lists: number[]) => Listed} */
      const meant = (worse, lists) => listed(index, worse, "term", form.label, part, lists, worse < STEP);
      // A word half typed says it of those who carry the term; of a narrower one, only after who says it in any way.
      return penalty < STEP || penalty >= TYPO || !below.length
        ? [meant(penalty, [own, ...below])]
        : [meant(penalty, [own]), meant(STEP + LAST, below)];
    }));
}

/** Whether a word may yet become another: while it is typed, unless it is written in capitals, as "RA" is. @param {Word} word */
const mayGrow = ({ open, capitals }) => open && !capitals;

/**
 * The quality of a meaning that is weak: while a word is typed, as if it went on, for it may yet become a name.
 * @param {Word} word
 * @param {string} part
 * @param {number} quality
 * @param {unknown} isWeak
 */
const goesOn = ({ open, text }, part, quality, isWeak) => (open && isWeak && part.length >= text.length ? Math.max(1, quality) : quality);

/**
 * A verb's other forms, and some words that nobody writes.
 * @param {string} text
 */
function verbsOf(text) {
  const stem = text.replace(/(?<=...)(ing|ed|es|s|e)$/, "").replace(/([^aeiouls])\1$/, "$1");
  return ["", "s", "e", "es", "ed", "ing", `${stem.at(-1)}ing`, `${stem.at(-1)}ed`].map((end) => stem + end).filter((other) => other !== text);
}

/**
 * What a map holds under a key, made where it holds nothing.
 * @template K, V
 * @param {Map<K, V>} map
 * @param {K} key
 * @param {V} fresh
 * @returns {V}
 */
function under(map, key, fresh) {
  const found = map.get(key) ?? fresh;
  map.set(key, found);
  return found;
}

/** The typed word, and by other endings. @param {Word} word @returns {(Word & {isNumber?: boolean})[]} */
const variants = (word) => [word, ...kin(word.text).map((other) => ({ ...other, open: false }))];

/**
 * Terms by everyday words ("kidney stones"), where all words of a form were typed.
 * @param {Index} index
 * @param {Word[]} query
 * @param {WordFile[][]} files
 * @param {number} reach
 */
function everydayMeanings(index, query, files, reach) {
  /** @type {Map<number, {size: number, term: number, parts: Set<string>, typed: (Typed & {part: string})[]}>} */
  const forms = new Map();
  query.forEach((typed, word) => {
    for (const file of files[word]) {
      for (const variant of variants(typed)) {
        for (const { place, quality } of near(file.words, variant, +(reach >= TYPOS), null, SHORTEST_TEXT_PREFIX)) {
          const { meant } = file.places(place);
          for (let i = 0; i < meant.length; i += 3) {
            const [number, size, term] = meant.slice(i, i + 3);
            const form = under(forms, number, { size, term, parts: new Set(), typed: [] });
            form.parts.add(file.words[place]);
            form.typed.push({ word, quality, isNumber: variant.isNumber, part: file.words[place] });
          }
        }
      }
    }
  });
  /** @type {Map<number, {penalty: number, part: string, exact: boolean}>[]} */
  const best = query.map(() => new Map());
  for (const { size, term, parts, typed } of forms.values()) {
    if (parts.size < size >> 1) continue;
    // One word of common speech is more often meant as it stands in running text.
    const base = baseOf(index, index.labels[term]);
    const isSpecialty = base === SPECIALTY;
    const single = size < 4;
    const isLast = size & 1 || (single && !isSpecialty);
    // Of "voice doctor" it is not: who says more than the word asks for what it means.
    const isAsked = single && query[0].left;
    const field = isAsked ? ASKED + +isLast : isLast ? LAST : single ? EVERYDAY : base;
    for (const { word, quality, isNumber, part } of typed) {
      const step = goesOn(query[word], part, quality, mayGrow(query[word]) && (isLast || (single && isNumber)));
      // "ana" may yet become Anaya: a short word stands next to the names that begin so.
      const isEarly = single && !isLast && !quality && mayGrow(query[word]) && part.length < SHORTEST_SURE;
      const penalty = isEarly ? STEP + (part.length < SHORTEST_WORD ? TITLE : SPECIALTY) : step * STEP + (step ? EVERYDAY : field);
      const before = best[word].get(term);
      const exact = (!quality && (single || !isLast)) || !!before?.exact;
      if (!before || penalty < before.penalty) best[word].set(term, { penalty, part, exact });
      else before.exact = exact;
    }
  }
  return best.map((terms) => [...terms].map(([term, { penalty, part, exact }]) => {
    const form = index.labels[term];
    return listed(index, penalty, "term", form.label, part, listsOf(index, form), exact);
  }));
}

/**
 * The terms of one vocabulary that a query tells most of, and last the one above the best. Each word counts the more, the fewer terms
 * hold it ("wrist" tells more than "cracked"); for a form of which only some words were typed, by the square of their
 * share, and half for one that belongs to another term first.
 * @param {Index} index
 * @param {Word[]} query
 * @returns {Promise<{word: number, meaning: Meaning}[][]>} for each term what the words that it holds mean, the best first
 */
export async function leading(index, query) {
  const typed = query.map((word) => [...variants(word), ...verbsOf(word.text).map((text) => ({ text, open: false }))]);
  const files = await Promise.all(typed.map(async (all) => new Set((await Promise.all(all.map((word) => filesFor(index, word, EXACT)))).flat())));
  const { labels } = index;
  /** @type {Map<string, {term: number, size: number, typed: Set<number>}>} */
  const forms = new Map();
  typed.forEach((all, word) => {
    /** @type {(key: string, term: number, size: number) => void} */
    const touch = (key, term, size) => { under(forms, key, { term, size, typed: new Set() }).typed.add(word); };
    for (const { text } of all) {
      for (const file of files[word]) {
        const place = placeOf(file.words, text);
        const meant = file.words[place] === text ? file.places(place).meant : [];
        for (let i = 0; i < meant.length; i += 3) touch(`${meant[i]}`, meant[i + 2], meant[i + 1]);
      }
      for (const number of index.formsWith(text)) {
        const form = index.forms[number];
        touch(`form ${number}`, form.term - labels[0].term, 2 * form.words.filter((part) => !index.stop.has(part)).length);
      }
    }
  });
  /** @type {Map<number, number>[]} */
  const shares = query.map(() => new Map());
  for (const { term, size, typed } of forms.values()) {
    const share = Math.min(1, typed.size / (size >> 1)) ** 2 / (1 + (size & 1));
    for (const word of typed) shares[word].set(term, Math.max(share, under(shares[word], term, 0)));
  }
  /** @type {Map<number, number>} */
  const votes = new Map();
  for (const held of shares) {
    const weight = Math.log(1 + labels.length / held.size);
    for (const [term, share] of held) votes.set(term, under(votes, term, 0) + weight * share);
  }
  const sorted = [...votes].sort(([, a], [, b]) => b - a);
  /** @type {(vote: [number, number]) => boolean} */
  const isMeant = ([term, vote]) =>
    vote >= NEARLY * sorted[0][1] && labels[term].vocabulary === labels[sorted[0][0]].vocabulary;
  const terms = sorted.filter(isMeant).map(([term]) => term);
  /** @type {(term: number, form: import("./index.js").Form, lists: number[]) => {word: number, meaning: ReturnType<typeof listed>}[]} */
  const saidOf = (term, form, lists) => query.flatMap(({ text }, word) =>
    (shares[word].has(term) ? [{ word, meaning: listed(index, STEP + LAST, "term", form.label, text, lists) }] : []));
  const said = terms.map((term) => saidOf(term, labels[term], listsOf(index, labels[term])));
  if (terms.length) {
    const { vocabulary, place } = labels[terms[0]];
    const parent = index.vocabularies[vocabulary].parents[place];
    const above = labels[terms[0] - place + parent];
    if (parent >= 0) said.push(saidOf(terms[0], above, [above.term]));
  }
  await load(index, said.map((all) => all.map(({ meaning }) => meaning)));
  return said;
}

/**
 * The pieces of running text that may hold a word or what it means; reaching far, wherever the list of all words has
 * one near.
 * @param {Index} index
 * @param {Word} word
 * @param {number} reach
 * @returns {Promise<WordFile[]>}
 */
async function filesFor(index, word, reach) {
  const longer = word.open && word.text.length >= SHORTEST_TEXT_PREFIX;
  const found = [index.wordFiles(word.text, longer), ...kin(word.text).map(({ text }) => index.wordFiles(text, false))];
  if (reach === FAR && editsFor(word.text.length)) {
    const all = await index.dictionary();
    const near_ = near(all, { ...word, open: false }, 1, null).slice(0, 12);
    found.push(...near_.map(({ place }) => index.wordFiles(all[place], false)));
  }
  return [...new Set((await Promise.all(found)).flat())];
}

/**
 * Words of titles, bios and guides.
 * @param {WordFile[]} files
 * @param {Word} word
 * @param {number} reach
 * @returns {Meaning[]}
 */
function textMeanings(files, word, reach) {
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

/**
 * Sections that hold each pair of words.
 * @param {Index} index
 * @param {Word[]} pairs
 * @returns {Promise<Set<number>[]>}
 */
export function sectionsOf(index, pairs) {
  return Promise.all(pairs.map(async (pair) => {
    const files = await index.pairFiles(pair.text, pair.open);
    const places = files.flatMap((file) => near(file.words, pair, 0, null).map(({ place }) => file.places(place)));
    return new Set(places.flatMap(({ sections }) => Array.from(sections, (place) => place >> 1)));
  }));
}
