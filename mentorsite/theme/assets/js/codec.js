/**
 * Reads numbers, lists and words as mentorsite/packing.py writes them.
 */

const LAST = 58;
const DIGITS = new Uint8Array(128);
{
  let digit = 0;
  for (let code = 0x21; code < 0x7f; code++) if (!'"%&\\|~'.includes(String.fromCharCode(code))) DIGITS[code] = digit++;
}

/**
 * Numbers from 0 up.
 * @param {string} text
 * @returns {number[]}
 */
export function numbers(text) {
  const found = [];
  let rest = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = DIGITS[text.charCodeAt(i)];
    if (digit < LAST) {
      found.push(rest * LAST + digit);
      rest = 0;
    } else rest = rest * 30 + digit - LAST + 1;
  }
  return found;
}

/**
 * Ascending ids below count; a leading ~ tells of those that are missing.
 * @param {string} text
 * @param {number} count
 * @returns {Int32Array}
 */
export function postings(text, count) {
  const missing = text.startsWith("~");
  const gaps = numbers(missing ? text.slice(1) : text);
  const ids = new Int32Array(missing ? Math.max(0, count - gaps.length) : gaps.length);
  let id = -1, size = 0;
  for (const gap of gaps) {
    if (missing) for (let next = id + 1; next < id + 1 + gap; next++) ids[size++] = next;
    id += gap + 1;
    if (!missing) ids[size++] = id;
  }
  if (missing) while (size < ids.length) ids[size++] = ++id;
  return ids;
}

/**
 * Sorted words, each written as the count of letters that it shares with the one before, and its rest.
 * @param {string} text
 * @returns {string[]}
 */
export function frontCoded(text) {
  if (!text) return [];
  let before = "";
  return text.split(" ").map((part) => (before = before.slice(0, DIGITS[part.charCodeAt(0)]) + part.slice(1)));
}

/**
 * The place in a sorted array where a word is or would be.
 * @param {ArrayLike<string>} sorted
 * @param {string} word
 */
export function placeOf(sorted, word) {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < word) low = middle + 1;
    else high = middle;
  }
  return low;
}
