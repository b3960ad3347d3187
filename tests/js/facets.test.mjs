import assert from "node:assert/strict";
import test from "node:test";
import { roomOn, stepOn, availabilityOn, daysSince, STATES } from "../../mentorsite/theme/assets/js/availability.js";
import { dropUnknown, filtered, openFacets } from "../../mentorsite/theme/assets/js/facets.js";
import { sorted } from "../../mentorsite/theme/assets/js/order.js";
import { everyone, search, without } from "../../mentorsite/theme/assets/js/rank.js";
import { waysOut } from "../../mentorsite/theme/assets/js/suggest.js";
import { chance, index, pick, truth } from "./program.mjs";

const facets = await openFacets(index, 0, {});
const steps = await index.availability();
const options = truth.mentors.map((_, id) => roomOn(steps[id], 0).option);
const carries = (id, facet, slug) =>
  facet === "availability" ? ["open", "soon", "ask"][options[id]] === slug : (truth.mentors[id].terms[facet] ?? []).includes(slug);
const passes = (id, selection, except) =>
  [...selection].every(([facet, slugs]) => facet === except || [...slugs].some((slug) => carries(id, facet, slug)));

function anySelection(random) {
  const selection = new Map();
  for (let n = Math.floor(random() * 4); n > 0; n--) {
    const facet = pick(random, facets);
    selection.set(facet.name, new Set(Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(random, facet.options).slug)));
  }
  return selection;
}

test("counts equal brute force for random filters and words", async () => {
  const random = chance(11);
  const rounds = Number(process.env.FILTER_SETS ?? 400);
  for (let round = 0; round < rounds; round++) {
    const selection = anySelection(random);
    const matching = new Uint8Array(index.count).fill(1);
    if (random() < 0.5) for (let id = 0; id < index.count; id++) matching[id] = random() < 0.5 ? 1 : 0;
    const result = filtered(facets, selection, matching);
    for (let id = 0; id < index.count; id++) assert.equal(result.passing[id], matching[id] && passes(id, selection) ? 1 : 0);
    const shown = pick(random, facets);
    const number = facets.indexOf(shown);
    shown.options.forEach(({ slug }, place) => {
      let count = 0;
      for (let id = 0; id < index.count; id++) {
        if (matching[id] && passes(id, selection, shown.name) && carries(id, shown.name, slug)) count++;
      }
      assert.equal(result.counts[number][place], count, `${shown.name} ${slug}`);
    });
  }
});

test("what to take back gives what it promises", async () => {
  const random = chance(12);
  for (let round = 0; round < 100; round++) {
    const selection = anySelection(random);
    const found = await search(index, random() < 0.5 ? "" : "research ");
    const matching = new Uint8Array(index.count);
    for (const id of found.order) matching[id] = 1;
    const result = filtered(facets, selection, matching);
    const { drop, close } = waysOut(facets, found, matching, result, 5);
    for (const { facet, count } of drop) {
      if (!facet) continue;
      const rest = new Map([...selection].filter(([name]) => name !== facet));
      const gained = filtered(facets, rest, matching).passing.reduce((sum, is) => sum + is, 0);
      const before = result.passing.reduce((sum, is) => sum + is, 0);
      assert.equal(count, gained - before);
    }
    for (const id of close) assert.ok(matching[id] && !result.passing[id]);
  }
});

test("where nobody has both words, those come close who have one, the first one before", async () => {
  const found = await search(index, "cardiology research");
  const nobody = { ...found, order: new Int32Array(0) };
  const { drop, close } = waysOut(facets, nobody, new Uint8Array(index.count), filtered(facets, new Map(), new Uint8Array(index.count)), 8);
  const [first, second] = [1, 0].map((word) => [...without(found, word)]);
  assert.deepEqual(new Map(drop.map(({ word, count }) => [word, count])), new Map([[1, first.length], [0, second.length]]));
  assert.deepEqual(close, [...new Set([...first, ...second])].slice(0, 8));
  assert.ok(first.length && second.length);
});

test("a stale link loses what is gone and keeps the rest", () => {
  const selection = new Map([["specialties", new Set(["cardiology", "dark-alchemy"])], ["nonsense", new Set(["x"])], ["roles", new Set(["__proto__"])]]);
  const gone = dropUnknown(facets, selection);
  assert.deepEqual(new Set(gone), new Set(["Specialties: dark alchemy", "x", "Mentor roles: __proto__"]));
  assert.deepEqual([...selection], [["specialties", new Set(["cardiology"])]]);
});

test("availability on each day to come is what Python says of that day", () => {
  for (const [id, days] of truth.days) {
    for (const [day, state, slots, until] of days) {
      const step = stepOn(steps[id], day);
      assert.equal(STATES[step.state], state);
      assert.equal(step.slots, slots);
      assert.equal(step.end, until === null ? -1 : until);
    }
  }
  assert.deepEqual(availabilityOn("!!$!", "2026-11-22", 3), { state: "open", slots: 2, until: "" });
  assert.equal(daysSince("2026-11-22", new Date(2026, 10, 25, 1)), 3);
  assert.equal(daysSince("2026-11-22", new Date(2020, 0, 1)), 0);
  assert.equal(daysSince("nonsense", new Date()), 0);
});

test("orders hold everyone once", async () => {
  for (const sort of ["built", "name", "newest", "soonest", "relevance"]) {
    const ids = await sorted(index, everyone(index), sort, 0);
    assert.deepEqual([...ids].sort((a, b) => a - b), [...everyone(index)]);
  }
  const names = await sorted(index, everyone(index), "name", 0);
  assert.deepEqual([...names].map((id) => truth.mentors[id].slug), truth.byName);
});
