/**
 * Meanings of all words → who matches, in order. Every word must hold; where nobody matches, as many as can.
 */
import { EXACT, FAR, LAST, NAMES, TYPO, TYPOS, leading, meaningsOf, sectionsOf } from "./match.js";
import { isSilent, parsePairs, parseQuery } from "./query.js";
import { words } from "./text.js";

/**
 * @typedef {import("./index.js").Index} Index
 * @typedef {import("./match.js").Meaning} Meaning
 * @typedef {{guide: number, section: number, penalty: number, together: number}} GuideHit together: how many pairs of
 *   words stand side by side as typed
 * @typedef {{words: import("./query.js").Word[], meanings: Meaning[][], order: Int32Array, guides: GuideHit[],
 *   scores: Uint8Array[], relaxed: string}} Found order: mentors, the best first; scores: each word's penalty for
 *   each mentor; relaxed: what is to be said where some lack a word, by its name in the catalogue
 */

const NONE = 255;
const NOBODY = new Int32Array(0);
/** With fewer mentors than this, names that are nearly the same are looked at too, and whom most of the words mean. */
const ENOUGH = 10;

/**
 * @param {Index} index
 * @param {string} typed
 * @returns {Promise<Found>}
 */
export async function search(index, typed) {
  const query = parseQuery(typed, index);
  if (!query.length) {
    return { words: query, meanings: [], order: everyone(index), guides: [], scores: [], relaxed: "" };
  }
  const pairs = sectionsOf(index, parsePairs(typed, index));
  let meanings, beside, scores, sections, order, guides;
  for (const reach of [EXACT, NAMES, TYPOS, FAR]) {
    [meanings, beside] = await Promise.all([meaningsOf(index, query, reach), pairs]);
    scores = meanings.map((found) => mentorScores(found, index.count));
    sections = meanings.map(sectionScores);
    order = meanings.every((found) => found.length) ? ranked(scores, scores.length) : NOBODY;
    guides = await rankedGuides(index, query, sections, beside, 0);
    if (order.length >= ENOUGH || (order.length + guides.length && reach >= NAMES)) break;
  }
  if (!meanings || !beside || !scores || !sections || !order || !guides) throw new Error("unreachable");
  // Whoever asks in a sentence asks the guides rather: there, two words side by side stand for one that is missing.
  if (!guides.length && order.length && query.length > 2) {
    guides = await rankedGuides(index, query, sections, beside, 1, 1);
  }
  const empty = !order.length && !guides.length;
  const strict = order, isGuided = !strict.length && guides.length > 0;
  const apart = empty ? takenApart(index, query, meanings) : "";
  if (apart) return search(index, apart);
  if (empty && query.length > 1) {
    // What merely resembles a word of running text is no reason to leave out what somebody truly has.
    const sure = meanings.map((found) => found.filter(({ kind, penalty }) => kind !== "text" || penalty < TYPO));
    if (sure.some((found) => found.length)) {
      scores = sure.map((found) => mentorScores(found, index.count));
      sections = sure.map(sectionScores);
    }
    for (let less = 1; less < query.length && !order.length && !guides.length; less++) {
      order = ranked(scores, query.length - less);
      guides = await rankedGuides(index, query, sections, beside, less);
    }
  }
  if (strict.length < ENOUGH && !isGuided && !index.isPhrase(query.map(({ text }) => text), true)) {
    order = await filledUp(index, query, meanings, strict, order);
  }
  const relaxed = empty ? order.length + guides.length && "find_relaxed" : order.length > strict.length && "find_filled";
  return { words: query, meanings, order, guides, scores, relaxed: relaxed || "" };
}

/**
 * Those who match, and after them, until there are enough, whom the query tells most of, though they lack words; then
 * the rest. Not where one of those words is a name, or calls another term: that is a condition.
 * @param {Index} index
 * @param {import("./query.js").Word[]} query
 * @param {Meaning[][]} meanings what is taken for a term joins them
 * @param {Int32Array} strict
 * @param {Int32Array} rest
 */
async function filledUp(index, query, meanings, strict, rest) {
  const isName = meanings.some((found) => found[0]?.kind === "name" && found.every(({ kind }) => kind !== "term"));
  const said = isName ? [] : await leading(index, query);
  const held = new Set(said.flat().map(({ word }) => word));
  /** @type {(meaning: Meaning) => boolean} */
  const isCondition = ({ kind, penalty }) => kind !== "text" && penalty < LAST;
  if (query.some((_, word) => !held.has(word) && meanings[word].some(isCondition))) return rest;
  const all = new Set(strict);
  for (const own of said) {
    if (all.size >= ENOUGH) break;
    for (const { word, meaning } of own) meanings[word] = [...meanings[word], meaning].sort((a, b) => a.penalty - b.penalty);
    for (const id of Int32Array.from(own[0].meaning.ids().flatMap((list) => [...list])).sort()) all.add(id);
  }
  return Int32Array.from([...all, ...rest.filter((id) => !all.has(id))]);
}

/**
 * The query with a word that means nothing cut in two where both parts are words of terms: "step1", "heartsurgeon".
 * @param {Index} index
 * @param {import("./query.js").Word[]} query
 * @param {Meaning[][]} meanings
 */
function takenApart(index, query, meanings) {
  let changed = false;
  const words = query.map(({ text }, place) => {
    if (meanings[place].length) return text;
    for (let at = 2; at < text.length; at++) {
      const parts = [text.slice(0, at), text.slice(at)];
      if ((at < text.length - 1 || /\d$/.test(text)) && parts.every((part) => index.formsWith(part).length)) {
        changed = true;
        return parts.join(" ");
      }
    }
    return text;
  });
  return changed ? words.join(" ") : "";
}

/** @param {Index} index */
export const everyone = (index) => Int32Array.from({ length: index.count }, (_, id) => id);

/**
 * @param {Meaning[]} meanings the best first
 * @param {number} count
 */
function mentorScores(meanings, count) {
  const scores = new Uint8Array(count).fill(NONE);
  const seen = new Set();
  for (const { penalty, ids } of meanings) {
    for (const list of ids()) {
      // A term's list comes back with every term above it; the first time was the best.
      if (seen.has(list)) continue;
      seen.add(list);
      for (let i = 0; i < list.length; i++) if (penalty < scores[list[i]]) scores[list[i]] = penalty;
    }
  }
  return scores;
}

/**
 * Mentors for whom `wanted` or more of the words hold, by penalty; equal ones stay in the fair order.
 * @param {Uint8Array[]} scores
 * @param {number} wanted
 * @returns {Int32Array}
 */
function ranked(scores, wanted) {
  const count = scores[0]?.length ?? 0;
  const totals = new Uint16Array(count);
  const starts = new Int32Array(NONE * scores.length + 2);
  for (let id = 0; id < count; id++) {
    let matched = 0, penalty = 0;
    for (const score of scores) {
      if (score[id] !== NONE) {
        matched++;
        penalty += score[id];
      }
    }
    if (matched < wanted) continue;
    totals[id] = penalty + 1;
    starts[penalty + 1]++;
  }
  for (let penalty = 1; penalty < starts.length; penalty++) starts[penalty] += starts[penalty - 1];
  const order = new Int32Array(starts[starts.length - 1]);
  for (let id = 0; id < count; id++) if (totals[id]) order[starts[totals[id] - 1]++] = id;
  return order;
}

/**
 * Mentors for whom all words but one hold.
 * @param {Found} found
 * @param {number} word
 */
export const without = (found, word) =>
  found.scores.length > 1 ? ranked(found.scores.filter((_, other) => other !== word), found.scores.length - 1) : NOBODY;

/**
 * Section → penalty; a word of a title counts before one of the text.
 * @param {Meaning[]} meanings the best first
 * @returns {Map<number, number>}
 */
function sectionScores(meanings) {
  const scores = new Map();
  for (const { penalty, sections } of meanings) {
    for (const place of sections()) {
      const section = place >> 1, own = penalty + (place & 1 ? 1 : 0);
      if (own < (scores.get(section) ?? NONE)) scores.set(section, own);
    }
  }
  return scores;
}

/**
 * Guides, each by the section that fits best; two words side by side as typed count as much as a title does. Among
 * equals those first whose own title says it. Where all words are silent, pairs are looked for instead.
 * @param {Index} index
 * @param {import("./query.js").Word[]} query
 * @param {Map<number, number>[]} scores
 * @param {Set<number>[]} beside sections that hold each pair of words
 * @param {number} less how many of the words may be missing
 * @param {number} [least] how many pairs must stand there
 * @returns {Promise<GuideHit[]>}
 */
async function rankedGuides(index, query, scores, beside, less, least = 0) {
  const telling = scores.filter((_, place) => !isSilent(query[place], index.stop));
  const wanted = telling.length ? telling : beside.map((held) => new Map([...held].map((section) => [section, 1])));
  /** @type {Map<number, {matched: number, penalty: number, together: number}>} */
  const totals = new Map();
  for (const score of wanted) {
    for (const [section, penalty] of score) {
      const total = totals.get(section) ?? { matched: 0, penalty: 0, together: beside.filter((held) => held.has(section)).length };
      totals.set(section, { ...total, matched: total.matched + 1, penalty: total.penalty + penalty });
    }
  }
  const hits = [...totals].filter(([, total]) => total.matched >= wanted.length - less && total.together >= least);
  if (!hits.length) return [];
  const { of, titles } = await index.guides();
  const named = titles.map((title) => {
    const own = words(title);
    return query.filter(({ text }) => own.some((word) => word.startsWith(text))).length;
  });
  hits.sort(([a, x], [b, y]) => y.matched - x.matched || x.penalty - x.together - y.penalty + y.together || named[of[b]] - named[of[a]] || a - b);
  const seen = new Set();
  return hits
    .map(([section, { penalty, together }]) => ({ guide: of[section], section, penalty, together }))
    .filter(({ guide }) => !seen.has(guide) && seen.add(guide));
}

/**
 * For a mentor who matched, what each word was taken for.
 * @param {Found} found
 * @param {number} id
 * @returns {{typed: string, meaning: Meaning}[]}
 */
export function reasons(found, id) {
  return found.words.flatMap((word, place) => {
    const meaning = found.meanings[place].find(({ ids }) => ids().some((list) => holds(list, id)));
    return meaning ? [{ typed: word.text, meaning }] : [];
  });
}

/**
 * @param {Int32Array} sorted
 * @param {number} id
 */
export function holds(sorted, id) {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < id) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === id;
}
