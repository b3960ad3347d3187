/**
 * What to do when nothing was found: which one thing to drop, what was perhaps meant, who comes close.
 */
import { TYPO } from "./match.js";
import { without } from "./rank.js";

/**
 * @typedef {import("./rank.js").Found} Found
 * @typedef {{drop: {facet?: string, word?: number, words?: boolean, count: number}[], close: number[]}} Ways
 */

/**
 * The query as it would read with each misspelt word set right; nothing where each stands somewhere as typed, or where
 * that would find nobody and no guide either.
 * @param {Found} found
 */
export function didYouMean(found) {
  if (found.relaxed || !(found.order.length + found.guides.length)) return "";
  let changed = false;
  const words = found.words.map(({ text }, place) => {
    const best = found.meanings[place]?.[0];
    if (!best || best.penalty < TYPO) return text;
    changed = true;
    return best.word;
  });
  return changed ? words.join(" ") : "";
}

/**
 * @param {import("./facets.js").Facet[]} facets
 * @param {Found} found
 * @param {Uint8Array} matching
 * @param {import("./facets.js").Filtered} result
 * @param {number} most how many mentors come close
 * @returns {Ways}
 */
export function waysOut(facets, found, matching, { fails, failed }, most) {
  const counts = facets.map(() => 0);
  const close = [];
  for (const id of found.order) {
    if (matching[id] && fails[id] === 1) {
      counts[failed[id]]++;
      if (close.length < most) close.push(id);
    }
  }
  /** @type {Ways["drop"]} */
  const drop = [];
  counts.forEach((count, number) => count && drop.push({ facet: facets[number].name, count }));
  // What is typed first is wanted most: it is the last to be given up.
  for (let word = found.words.length; word--; ) {
    let count = 0;
    for (const id of without(found, word)) {
      if (fails[id]) continue;
      count++;
      if (close.length < most && !close.includes(id)) close.push(id);
    }
    if (count) drop.push({ word, count });
  }
  if (found.words.length === 1) {
    const count = fails.filter((fail) => !fail).length;
    if (count) drop.push({ words: true, count });
  }
  drop.sort((a, b) => b.count - a.count);
  return { drop, close };
}
