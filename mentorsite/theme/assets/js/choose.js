/**
 * Guided choice: what a student needs → a few open mentors who together cover it, and why. Nothing here is hidden:
 * weights stand in site.yml, and docs/search.md says the rules.
 *
 * One after another the mentor is taken who meets most of what is not met yet; among equals one by lot, with a chance
 * for each open slot. The answers draw the lot: equal answers give equal sets, and others share the load. Whoever must
 * be asked first counts half, and only for what nobody else meets.
 */

/**
 * @typedef {{vocabulary: string, slug: string, label: string, weight: number, met: Uint8Array,
 *   wish?: boolean}} Need met: 1 for each mentor who meets it; wish: the program's, not the student's
 * @typedef {{id: number, meets: number[], lacks: number[]}} Pick places of needs
 * @typedef {{picks: Pick[], unmet: number[]}} Choice
 */

/** A need that is met already still counts a little: a second opinion is worth something. */
const AGAIN = 0.1;
/** Whoever must be asked first counts less than one with room. */
const ASKED = 0.5;

/**
 * @param {Need[]} needs
 * @param {number[]} open mentors who have room, or may have, and take students of this stage
 * @param {(id: number) => number} room open slots; none where one must ask first
 * @param {number} size
 * @param {string} answers whatever the student said, as one text
 * @returns {Choice}
 */
export function choose(needs, open, room, size, answers) {
  const seed = hash(answers);
  const covered = needs.map(() => false);
  const left = new Set(open);
  /** @type {Pick[]} */
  const picks = [];
  while (picks.length < size && left.size) {
    let best = -1, bestGain = -1, bestLot = -2;
    for (const id of left) {
      const slots = room(id);
      let gain = 0;
      needs.forEach(({ weight, met }, place) => {
        if (met[id]) gain += covered[place] ? (slots ? weight * AGAIN : 0) : slots ? weight : weight * ASKED;
      });
      if (gain < bestGain) continue;
      const lot = slots ? (mix(seed ^ id) / 2 ** 32) ** (1 / slots) : mix(seed ^ id) / 2 ** 32 - 1;
      if (gain > bestGain || lot > bestLot) {
        [best, bestGain, bestLot] = [id, gain, lot];
      }
    }
    if (needs.length && bestGain <= 0) break;
    left.delete(best);
    const meets = needs.flatMap(({ met }, place) => (met[best] ? [place] : []));
    for (const place of meets) covered[place] = true;
    picks.push({ id: best, meets, lacks: needs.flatMap(({ met }, place) => (met[best] ? [] : [place])) });
  }
  // Whoever meets most stands first: many students write to the first one only.
  const worth = (/** @type {Pick} */ { id, meets }) =>
    meets.reduce((sum, place) => sum + (needs[place].wish ? 0 : needs[place].weight), 0) * (room(id) ? 1 : ASKED);
  picks.sort((a, b) => worth(b) - worth(a));
  return { picks, unmet: covered.flatMap((is, place) => (is ? [] : [place])) };
}

/**
 * What is true of a need that no one in the set meets: how many do meet it, and what stands in the way.
 * @param {Uint8Array} met
 * @param {Uint8Array} takes students of this stage
 * @param {number[]} rooms for each mentor 0 room now, 2 to be asked first, else none
 * @returns {{why: "more" | "full" | "other_stage" | "other_ask" | "other_full", count: number}[]} empty if nobody does
 */
export function whyUnmet(met, takes, rooms) {
  const counts = { more: 0, full: 0, other_stage: 0, other_ask: 0, other_full: 0 };
  met.forEach((has, id) => {
    if (!has) return;
    const now = rooms[id] === 0, ask = rooms[id] === 2;
    if (takes[id]) counts[now || ask ? "more" : "full"]++;
    else counts[now ? "other_stage" : ask ? "other_ask" : "other_full"]++;
  });
  const order = /** @type {const} */ (["more", "full", "other_stage", "other_ask", "other_full"]);
  return order.flatMap((why) => (counts[why] ? [{ why, count: counts[why] }] : []));
}

/** @param {string} text FNV-1a */
function hash(text) {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value;
}

/** @param {number} value spreads neighbors apart */
function mix(value) {
  value = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  value = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  return (value ^ (value >>> 16)) >>> 0;
}
