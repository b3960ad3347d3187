// The search data and the truth about it, which tests/test_search.py wrote from one invented program.
import fs from "node:fs";
import path from "node:path";
import { openIndex } from "../../mentorsite/theme/assets/js/index.js";

const folder = process.env.SEARCH_DATA ?? "";
export const truth = JSON.parse(fs.readFileSync(path.join(folder, "truth.json"), "utf8"));
export const read = async (name) => JSON.parse(fs.readFileSync(path.join(folder, "search", `${name}.json`), "utf8"));
export const index = await openIndex(read);

/** A stream of numbers from 0 to 1, the same each time (mulberry32). */
export function chance(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
export const pick = (random, list) => list[Math.floor(random() * list.length)];
