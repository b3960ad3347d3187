/**
 * What was typed → the words to look for.
 */
import { words } from "./text.js";

const LONGEST = 200;
const MOST_WORDS = 12;

/**
 * @typedef {{text: string, open: boolean}} Word open: still being typed, so longer words count as well
 */

/**
 * @param {string} typed
 * @param {Set<string>} stop words that say nothing beside others
 * @returns {Word[]}
 */
export function parseQuery(typed, stop) {
  const text = typed.slice(0, LONGEST);
  const found = words(text);
  const ends = found.length > 0 && words(`${text}x`).length === found.length;
  const all = found.map((word, place) => ({ text: word, open: ends && place === found.length - 1 }));
  const telling = all.filter((word) => !stop.has(word.text));
  const kept = telling.length ? telling : all;
  return kept.filter((word, place) => kept.findIndex((other) => other.text === word.text) === place).slice(0, MOST_WORDS);
}
