/**
 * What a mentor's availability is on the visitor's day, looked up in the steps that the build worked out.
 */
import { numbers } from "./codec.js";

/** In the order in which lists show them; mentorsite/model.py has the same. */
export const STATES = ["open", "ask", "away", "full", "unverified", "closed"];
export const SOON = 92;
const DAY = 86400000;

/**
 * @typedef {{state: string, slots: number, until: string}} Availability until is a date, or empty
 */

/**
 * Days from the build's date to the visitor's; never negative, for a clock that is wrong.
 * @param {string} date the build's
 * @param {Date} now
 */
export function daysSince(date, now) {
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  return Math.max(0, Math.round((today - Date.parse(date)) / DAY)) || 0;
}

/**
 * The step that holds on a day: its state, slots, and the day (counted from the build's) on which it ends, or -1.
 * @param {number[]} steps day, state, slots and end, again and again
 * @param {number} day
 */
export function stepOn(steps, day) {
  let at = 0;
  while (at + 4 < steps.length && steps[at + 4] <= day) at += 4;
  return { state: steps[at + 1] ?? 5, slots: steps[at + 2] ?? 0, end: (steps[at + 3] ?? 0) - 1 };
}

/**
 * @param {string} text
 * @param {string} date the build's
 * @param {number} day
 * @returns {Availability}
 */
export function availabilityOn(text, date, day) {
  const { state, slots, end } = stepOn(numbers(text), day);
  const until = end >= 0 ? new Date(Date.parse(date) + end * DAY).toISOString().slice(0, 10) : "";
  return { state: STATES[state] ?? "closed", slots, until };
}

/**
 * Place of a mentor among the options of the availability filter: room now, room soon, ask, or none of them (-1);
 * and in how many days there is room, for the order by soonest open.
 * @param {number[]} steps
 * @param {number} day
 */
export function roomOn(steps, day) {
  const { state, end } = stepOn(steps, day);
  if (state === 0) return { option: 0, wait: 0 };
  if (state === 1) return { option: 2, wait: 1 };
  const wait = (state === 2 || state === 3) && end > day ? end - day : Infinity;
  return { option: wait <= SOON ? 1 : -1, wait };
}
