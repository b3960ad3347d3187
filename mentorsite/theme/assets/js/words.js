/**
 * Words of the interface: filled in, counted, dated, and marked where they match.
 */
import { distance, editsFor, fold, words } from "./text.js";

/** @typedef {Record<string, string>} Strings */

/**
 * @param {string} pattern with {names}
 * @param {Record<string, string | number>} values
 */
export const fill = (pattern, values) => (pattern ?? "").replace(/\{(\w+)\}/g, (_, name) => isolated(String(values[name] ?? "")));

/** Keeps the direction of Hebrew or Arabic to itself: it would turn the words around it. @param {string} text */
const isolated = (text) => (/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(text) ? `\u2068${text}\u2069` : text);

/**
 * @param {Strings} strings
 * @param {string} key such as find_mentors, for find_mentors_one and its kin
 * @param {number} n
 */
export function counted(strings, key, n) {
  if (n === 0 && strings[`${key}_none`]) return strings[`${key}_none`];
  return fill(strings[n === 1 ? `${key}_one` : `${key}_many`], { n: n.toLocaleString(document.documentElement.lang) });
}

/**
 * @param {Strings} strings
 * @param {string} day such as 2027-03-01
 */
export function dated(strings, day) {
  const [year, month, date] = day.split("-").map(Number);
  return fill(strings.date, { day: date, month: strings.months.split(" ")[month - 1], year });
}

/**
 * @param {Strings} strings
 * @param {import("./availability.js").Availability} now
 */
export function roomInWords(strings, { state, slots, until }) {
  if (state === "open") return slots === 1 ? strings.slots_one : fill(strings.slots_many, { n: slots });
  if (until && (state === "full" || state === "away")) return fill(strings[`${state}_until`], { date: dated(strings, until) });
  return strings[`state_${state}`];
}

/**
 * Marks the words of an element that begin with a typed word, or are nearly one.
 * @param {Element} element
 * @param {string[]} typed folded
 */
export function mark(element, typed) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(/** @type {Text} */ (walker.currentNode));
  for (const node of nodes) {
    const parts = node.data.split(/([\p{L}\p{N}\p{M}'’]+)/u);
    if (parts.length < 2) continue;
    const pieces = parts.map((part, place) => {
      const length = place % 2 ? matched(part, typed) : 0;
      if (!length) return part;
      const marked = document.createElement("mark");
      marked.textContent = part.slice(0, length);
      const piece = document.createDocumentFragment();
      piece.append(marked, part.slice(length));
      return piece;
    });
    if (pieces.some((piece) => typeof piece !== "string")) node.replaceWith(...pieces);
  }
}

/**
 * How many letters of a word match.
 * @param {string} word
 * @param {string[]} typed
 */
function matched(word, typed) {
  const folded = fold(word).replace(/['’]/g, "");
  for (const text of typed) {
    if (folded === text) return word.length;
    if (folded.startsWith(text)) return folded.length === word.length ? text.length : word.length;
  }
  return typed.some((text) => {
    const edits = editsFor(text.length);
    return edits && distance(folded, text, edits) <= edits;
  }) ? word.length : 0;
}

/**
 * Whether a text shows by itself why a typed word found it.
 * @param {string} text
 * @param {string} typed
 */
export const shows = (text, typed) => words(text).some((word) => word.startsWith(typed));
