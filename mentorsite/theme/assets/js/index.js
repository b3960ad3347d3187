/**
 * The search data: opens it, decodes it, fetches pieces by need and keeps them. docs/search.md has the format.
 */
import { frontCoded, numbers, placeOf, postings } from "./codec.js";
import { letterBits, words } from "./text.js";

const FORMAT = 2;
const HASH = 10;

/**
 * @typedef {{name: string, title: string, labels: string[], slugs: string[], parents: number[], aliases: string[][],
 *   first: number, below: number[][]}} Vocabulary first: number of the first term's list; below: places of each
 *   term and all under it
 * @typedef {{titles: Int32Array, bios: Int32Array, sections: Int32Array, meant: number[]}} Places meant: what everyday
 *   words stand for; each form of them, twice its words (one more: late), and its term
 * @typedef {{words: string[], places: (place: number) => Places}} WordFile
 * @typedef {{term: number, vocabulary: number, place: number, label: string, words: string[], isLabel: boolean}} Form
 * @typedef {Awaited<ReturnType<typeof openIndex>>} Index
 */

/** Why search cannot run: the data is "missing", "damaged", or of another "format". */
export class IndexError extends Error {
  /** @param {"missing" | "damaged" | "format"} reason @param {string} path */
  constructor(reason, path) {
    super(`${reason}: ${path}`);
    this.reason = reason;
  }
}

/**
 * @param {(name: string, fresh?: boolean) => Promise<any>} read a file of the search folder, by name, as data
 */
export async function openIndex(read) {
  const manifest = await read("manifest", true);
  if (manifest?.format !== FORMAT) throw new IndexError("format", "manifest");
  const lexicon = await read(manifest.lexicon);
  try {
    return indexOf(manifest, lexicon, read);
  } catch {
    throw new IndexError("damaged", "lexicon");
  }
}

/**
 * @param {any} manifest
 * @param {any} lexicon
 * @param {(name: string) => Promise<any>} read
 */
function indexOf(manifest, lexicon, read) {
  /** @type {number[]} */
  const states = lexicon.states;
  const count = states.reduce((sum, held) => sum + held, 0);
  const names = frontCoded(lexicon.names);
  const vocabularies = vocabulariesOf(lexicon.vocabularies, names.length);
  const listStarts = numbers(lexicon.lists.starts);

  // What only words need waits for them.
  /** @type {Uint32Array | undefined} */
  let nameBits;
  /** @type {ReturnType<typeof formsOf> | undefined} */
  let known;
  const terms = () => (known ??= formsOf(vocabularies));

  /** @type {Map<string, Promise<any>>} */
  const files = new Map();
  /** Pieces that came ahead. @type {Map<string, any>} */
  const pieces = new Map();
  /** @type {string[]} */
  const bundles = manifest.ahead ?? [];
  /** @type {(name: string, decode?: (data: any) => any) => Promise<any>} */
  const file = (name, decode = (data) => data) => {
    let found = files.get(name);
    if (!found) {
      found = (pieces.has(name) ? Promise.resolve(pieces.get(name)) : read(name)).then(decode);
      pieces.delete(name);
      found.catch(() => files.delete(name));
      files.set(name, found);
    }
    return found;
  };
  /** @type {(hashes: string, place: number) => string} */
  const named = (hashes, place) => hashes.slice(place * HASH, place * HASH + HASH);

  /** @type {Map<number, Int32Array>} */
  const lists = new Map();
  const listFile = async (/** @type {number} */ chunk) => {
    const texts = (await file(named(lexicon.lists.files, chunk))).split(" ");
    texts.forEach((/** @type {string} */ text, /** @type {number} */ place) => {
      const number = listStarts[chunk] + place;
      if (!lists.has(number)) lists.set(number, postings(text, count));
    });
  };

  /** @type {(table: {first: string, files: string}, word: string, longer: boolean) => Promise<WordFile[]>} */
  const filesOf = ({ first, files }, word, longer) => {
    const starts = first ? first.split(" ") : [];
    const at = Math.max(0, placeOf(starts, word + "\0") - 1);
    const end = longer ? Math.max(at + 1, placeOf(starts, word + "\uffff")) : at + 1;
    return Promise.all(starts.slice(at, end).map((_, place) => file(named(files, at + place), (data) => wordFileOf(data, count))));
  };

  return {
    count,
    states,
    date: String(manifest.date),
    facets: /** @type {string[]} */ (lexicon.facets),
    vocabularies,
    names,
    get nameBits() { return (nameBits ??= Uint32Array.from(names, letterBits)); },
    get forms() { return terms().forms; },
    /** The labels of all terms, by number. */
    get labels() { return terms().labels; },
    get formWords() { return terms().formWords; },
    get formBits() { return terms().formBits; },
    /** @param {string} word */
    formsWith: (word) => terms().held.get(word) ?? [],
    /** Whether a term's form holds these words side by side, or is just these. @param {string[]} side @param {boolean} [whole] */
    isPhrase: (side, whole = false) => (terms().held.get(side[0]) ?? []).some((number) => {
      const own = terms().forms[number].words;
      return own.some((_, at) => side.every((word, place) => own[at + place] === word)) && (!whole || own.length === side.length);
    }),
    stop: new Set(/** @type {string[]} */ (lexicon.stop.split(" "))),
    fillers: new Set(/** @type {string[]} */ (lexicon.fillers.split(" "))),
    cardsPerFile: /** @type {number} */ (lexicon.cards.size),
    choose: /** @type {{size: number, weights: Record<string, number>, together: string[]}} */ (lexicon.choose),
    /** Former slugs of mentors → the present ones. */
    moved: new Map(/** @type {[string, string][]} */ (Object.entries(lexicon.moved))),

    /** Fetch lists by number; afterwards list() has them. @param {Iterable<number>} wanted */
    async load(wanted) {
      const chunks = new Set();
      for (const number of wanted) if (!lists.has(number)) chunks.add(chunkOf(listStarts, number));
      await Promise.all([...chunks].map(listFile));
    },
    /** @param {number} number @returns {Int32Array} */
    list: (number) => lists.get(number) ?? new Int32Array(0),

    /** The files that may hold a word, or any word that begins with it. @param {string} word @param {boolean} longer */
    wordFiles: (word, longer) => filesOf(lexicon.words, word, longer),
    /** The same for two words side by side. @param {string} pair @param {boolean} longer */
    pairFiles: async (pair, longer) => filesOf(await file(lexicon.pairs), pair, longer),

    /** Fetch what a small site has, one bundle after the other, before it is asked for. */
    async ahead() {
      for (let name; (name = bundles.shift()); ) for (const [piece, data] of Object.entries(await read(name))) pieces.set(piece, data);
    },

    /** All words of running text. @returns {Promise<string[]>} */
    dictionary: () => file(lexicon.dictionary, frontCoded),
    /** @returns {Promise<{slugs: string[], cards: string[], changes: string[]}>} */
    cards: (/** @type {number} */ block) =>
      file(named(lexicon.cards.files, block), (data) => ({
        slugs: data.slugs.split(" "),
        cards: data.cards,
        changes: data.changes.split(" "),
      })),
    /** @returns {Promise<{titles: string[], summaries: string[], urls: string[], of: number[], headings: string[], anchors: string[]}>} */
    guides: () => file(lexicon.guides, (data) => ({ ...data, of: numbers(data.of) })),
    /** Each mentor's steps of availability. @returns {Promise<number[][]>} */
    availability: () => file(lexicon.availability, (data) => (data ? data.split(" ").map(numbers) : [])),
    /** Mentors by "name", or by "newest". @returns {Promise<number[]>} */
    order: (/** @type {"name" | "newest"} */ name) => file(lexicon.orders[name], numbers),
    /** The words of the interface. @returns {Promise<Record<string, string>>} */
    strings: () => file(manifest.strings),
  };
}

/**
 * @param {any[]} written
 * @param {number} first
 * @returns {Vocabulary[]}
 */
function vocabulariesOf(written, first) {
  return written.map((data) => {
    const parents = numbers(data.parents).map((parent) => parent - 1);
    const below = parents.map((_, place) => [place]);
    parents.forEach((_, place) => {
      for (let above = parents[place]; above >= 0; above = parents[above]) below[above].push(place);
    });
    const vocabulary = {
      name: data.name,
      title: data.title,
      labels: data.labels,
      slugs: data.slugs.split(" ").map((/** @type {string} */ slug, /** @type {number} */ place) => slug || words(data.labels[place]).join("-")),
      parents,
      aliases: data.aliases.map((/** @type {string} */ text) => (text ? text.split("|") : [])),
      first,
      below,
    };
    first += parents.length;
    return vocabulary;
  });
}

/**
 * Every form of every term, and each word of a form with the forms that hold it, sorted.
 * @param {Vocabulary[]} vocabularies
 */
function formsOf(vocabularies) {
  /** @type {Form[]} */
  const forms = [];
  /** @type {Map<string, number[]>} */
  const held = new Map();
  vocabularies.forEach((vocabulary, number) => {
    vocabulary.labels.forEach((label, place) => {
      for (const text of [null, ...vocabulary.aliases[place]]) {
        const parts = text === null ? words(label) : text.split(" ");
        for (const part of new Set(parts)) {
          const other = held.get(part);
          if (other) other.push(forms.length);
          else held.set(part, [forms.length]);
        }
        forms.push({ term: vocabulary.first + place, vocabulary: number, place, label, words: parts, isLabel: text === null });
      }
    });
  });
  const formWords = [...held.keys()].sort();
  return { forms, held, formWords, formBits: Uint32Array.from(formWords, letterBits), labels: forms.filter(({ isLabel }) => isLabel) };
}

/**
 * @param {[string, string]} data
 * @param {number} count
 * @returns {WordFile}
 */
function wordFileOf([text, written], count) {
  const entries = written.split(" ");
  const none = new Int32Array(0);
  /** @type {Places[]} */
  const known = [];
  return {
    words: frontCoded(text),
    places(place) {
      if (known[place]) return known[place];
      const [titles, bios, sections, meant] = (entries[place] ?? "").split("|");
      return (known[place] = {
        titles: titles ? postings(titles, count) : none,
        bios: bios ? postings(bios, count) : none,
        sections: sections ? postings(sections, 2 ** 31) : none,
        meant: numbers(meant ?? ""),
      });
    },
  };
}

/**
 * @param {number[]} starts
 * @param {number} number
 */
function chunkOf(starts, number) {
  let chunk = starts.length - 1;
  while (chunk > 0 && starts[chunk] > number) chunk--;
  return chunk;
}
