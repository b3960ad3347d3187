/**
 * Letters: what counts as the same word, and how far two words are apart.
 *
 * The Python half is mentorsite/letters.py; both run tests/fixtures/folding.json.
 */

/** @type {Record<string, string>} */
const SPELLED = {
  ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ħ: "h", ŋ: "ng", ς: "σ",
  "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "ʾ": "'", "‐": "-", "‑": "-", "–": "-",
};
const SPELLED_LETTER = /[ßæœøłđðþıħŋς’‘ʼʻʾ‐‑–]/g;
const MARKS = new RegExp(
  "[\\u0300-\\u036f\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u064b-\\u065f\\u0670" +
  "\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed\\u1ab0-\\u1ace\\u1dc0-\\u1dff\\u20d0-\\u20f0\\ufe20-\\ufe2f]+", "gu");
const SPACES = /[\s\x1c-\x1f\x85\ufeff]+/g;
const WORD = new RegExp(
  "[\\p{L}\\p{N}\\u0900-\\u0963\\u0966-\\u0dff\\u0e00-\\u0eff\\u0f18-\\u0fbc\\u1000-\\u1049\\u1050-\\u109f\\u1780-\\u17d3]+", "gu");

const ASCII = /^[\x20-\x7e]*$/;
const spell = (/** @type {string} */ text) => text.replace(SPELLED_LETTER, (letter) => SPELLED[letter]);

/**
 * The form in which two spellings of a word are equal: no case, no accents, no runs of space.
 * @param {string} text
 */
export function fold(text) {
  if (ASCII.test(text)) return text.toLowerCase().replace(SPACES, " ").replace(/^ | $/g, "");
  const spelled = spell(text.normalize("NFKC").toLowerCase());
  const bare = spelled.normalize("NFKD").replace(MARKS, "").normalize("NFC");
  return spell(bare.toLowerCase()).replace(SPACES, " ").replace(/^ | $/g, "");
}

/**
 * The folded words of a text; an apostrophe joins, all else divides.
 * @param {string} text
 * @returns {string[]}
 */
export function words(text) {
  return fold(text).replace(/'/g, "").match(WORD) ?? [];
}

/**
 * How many edits a word of this length may be away from what was meant.
 * @param {number} length
 */
export const editsFor = (length) => (length < 4 ? 0 : length < 8 ? 1 : 2);

/**
 * Edits between two words, a swap of neighbors as one (optimal string alignment); limit + 1 stands for more.
 * @param {string} a
 * @param {string} b
 * @param {number} limit
 */
export function distance(a, b, limit) {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let start = 0;
  while (start < a.length && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  let aEnd = a.length, bEnd = b.length;
  while (aEnd > start && bEnd > start && a.charCodeAt(aEnd - 1) === b.charCodeAt(bEnd - 1)) aEnd--, bEnd--;
  const width = bEnd - start;
  let twoUp = new Uint8Array(width + 1), before = new Uint8Array(width + 1), row = new Uint8Array(width + 1);
  for (let j = 0; j <= width; j++) row[j] = j;
  for (let i = 1; i <= aEnd - start; i++) {
    [twoUp, before, row] = [before, row, twoUp];
    row[0] = i;
    let best = i;
    const x = a.charCodeAt(start + i - 1);
    for (let j = 1; j <= width; j++) {
      const y = b.charCodeAt(start + j - 1);
      let cost = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x === y ? 0 : 1));
      if (i > 1 && j > 1 && x === b.charCodeAt(start + j - 2) && a.charCodeAt(start + i - 2) === y) {
        cost = Math.min(cost, twoUp[j - 2] + 1);
      }
      row[j] = cost;
      if (cost < best) best = cost;
    }
    if (best > limit) return limit + 1;
  }
  return Math.min(row[width], limit + 1);
}

/**
 * One bit for each letter of a word: words whose bits differ in more places than edits allow need no counting.
 * @param {string} word
 */
export function letterBits(word) {
  let bits = 0;
  for (let i = 0; i < word.length; i++) bits |= 1 << (word.charCodeAt(i) & 31);
  return bits;
}

/** @param {number} bits */
export function countBits(bits) {
  bits -= (bits >>> 1) & 0x55555555;
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
