/**
 * The order of the results, if another one than the words give is wanted.
 */
import { roomOn } from "./availability.js";

/**
 * @param {import("./index.js").Index} index
 * @param {Int32Array} ids the best first, or in the fair order
 * @param {string} sort
 * @param {number} day
 * @returns {Promise<Int32Array>}
 */
export async function sorted(index, ids, sort, day) {
  if (sort === "built") return ids.slice().sort();
  if (sort === "soonest") {
    const waits = (await index.availability()).map((steps) => roomOn(steps, day).wait);
    return ids.slice().sort((a, b) => (waits[a] === waits[b] ? a - b : waits[a] - waits[b]));
  }
  if (sort === "name" || sort === "newest") {
    const places = new Int32Array(index.count);
    (await index.order(sort)).forEach((id, place) => (places[id] = place));
    return ids.slice().sort((a, b) => places[a] - places[b]);
  }
  return ids;
}
