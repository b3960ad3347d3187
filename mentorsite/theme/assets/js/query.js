/**
 * What was typed → the words to look for.
 */
import { words } from "./text.js";

const LONGEST = 200;
const MOST_WORDS = 12;

/**
 * @typedef {{text: string, open: boolean, capitals?: boolean, left?: boolean}} Word open: still being typed, so longer
 *   words count as well; capitals: written in these, as abbreviations are; left: the one that tells something of several
 */

/** @param {string} typed @returns {Word[]} */
function typedWords(typed) {
  // IM is internal medicine, I'm is not.
  const text = typed.slice(0, LONGEST).replace(/\bi['’]m\b/gi, "");
  const found = words(text);
  const ends = found.length > 0 && words(`${text}x`).length === found.length;
  const capitals = /(^|[^\p{L}])\p{Lu}[\p{Lu}\d]+$/u.test(text);
  return found.map((text, place) => (ends && place === found.length - 1 ? { text, open: true, capitals } : { text, open: false }));
}

/** Whether running text is not searched for a word by itself. @param {{text: string}} word @param {Set<string>} stop */
export const isSilent = ({ text }, stop) => stop.has(text) || (text.length < 2 && text <= "z");

/**
 * What stands side by side where one of the two is silent: guides are searched for both together.
 * @param {string} typed
 * @param {{stop: Set<string>}} index
 * @returns {Word[]}
 */
export function parsePairs(typed, { stop }) {
  const all = typedWords(typed).slice(0, MOST_WORDS);
  return all.slice(1).flatMap((word, at) =>
    (isSilent(word, stop) || isSilent(all[at], stop) ? [{ ...word, text: `${all[at].text}_${word.text}` }] : []));
}

/**
 * @param {string} typed
 * @param {{stop: Set<string>, fillers: Set<string>, isPhrase: (words: string[], whole?: boolean) => boolean}} index
 *   stop words say nothing beside others; fillers neither, unless a term is called so; a phrase is what terms say
 * @returns {Word[]}
 */
export function parseQuery(typed, { stop, fillers, isPhrase }) {
  const all = typedWords(typed);
  const asked = all.filter((word) => !stop.has(word.text));
  const telling = asked.filter(({ text }, place) => {
    /** @type {(from: number) => boolean} */
    const side = (from) => from >= 0 && from + 1 < asked.length && isPhrase([asked[from].text, asked[from + 1].text]);
    return !fillers.has(text) || side(place - 1) || side(place);
  });
  // Of "A&E" the letters count, though one of them is a word that says nothing.
  const kept = [telling, asked].find((some) => some.some(({ text }) => text.length > 1 || text > "z")) ?? all;
  const query = kept.filter((word, place) => kept.findIndex((other) => other.text === word.text) === place).slice(0, MOST_WORDS);
  // What is a term's whole name already, as "first gen", is not the beginning of other words.
  const last = query.at(-1);
  if (last?.open && query.some((_, from) => from < query.length - 1 && isPhrase(query.slice(from).map((word) => word.text), true))) {
    query[query.length - 1] = { ...last, open: false };
  }
  if (last && query.length === 1 && all.length > 1) query[0] = { ...last, left: true };
  return query;
}
