import assert from "node:assert/strict";
import test from "node:test";
import { choose, whyUnmet } from "../../mentorsite/theme/assets/js/choose.js";
import { inNeed } from "../../mentorsite/theme/assets/js/crisis.js";
import { IndexError, openIndex } from "../../mentorsite/theme/assets/js/index.js";
import { search } from "../../mentorsite/theme/assets/js/rank.js";
import { cleaned } from "../../mentorsite/theme/assets/js/saved.js";
import { hidden, isPlain, readState, withHidden, writeState } from "../../mentorsite/theme/assets/js/state.js";
import { chance, read } from "./program.mjs";

test("the address holds the whole state, there and back", () => {
  const names = ["availability", "specialties", "roles"];
  const state = { query: "heart & söul", selection: new Map([["specialties", new Set(["cardiology", "a+b"])], ["availability", new Set(["open"])]]), sort: "name", shown: 150, told: false };
  assert.deepEqual(readState(writeState(state), names), state);
  assert.ok(isPlain(readState("", names)));
  assert.equal(writeState(readState("?sort=evil&show=-5&nope=1&__proto__=x&specialties=", names)), "");
  assert.equal(readState(`?q=${"x".repeat(10000)}`, names).query.length, 200);
  assert.equal(readState("?show=1e9", names).shown, 50);
});

test("communities stand in no address unless told, and in the tab's history instead", () => {
  const state = { ...readState("?q=x", []), selection: new Map([["communities", new Set(["veteran"])]]) };
  assert.equal(writeState(state), "?q=x");
  assert.deepEqual(withHidden(readState(writeState(state), ["communities"]), hidden(state)), state);
  assert.equal(writeState({ ...state, told: true }), "?q=x&communities=veteran");
  assert.deepEqual(hidden({ ...state, told: true }), { communities: [] });
  for (const odd of [null, 7, { communities: "x" }, { communities: [] }]) assert.equal(withHidden(readState("", []), odd).selection.size, 0);
});

test("a shortlist holds addresses and nothing else", () => {
  assert.deepEqual(cleaned(["amara-okafor", "amara-okafor", "../x", "<b>", 7, null, "__proto__", "a".repeat(200)]), ["amara-okafor"]);
});

test("data that is missing, damaged or of another format is told apart", async () => {
  const fails = (read, reason) => assert.rejects(openIndex(read), (error) => error instanceof IndexError && error.reason === reason);
  await fails(async (name) => (name === "manifest" ? { format: 99 } : {}), "format");
  await fails(async () => null, "format");
  await fails(async (name) => (name === "manifest" ? { format: 2, lexicon: "x" } : { states: [1] }), "damaged");
  const cut = await openIndex(async (name) => {
    const data = await read(name);
    return typeof data === "string" ? data.slice(0, data.length / 2) : data;
  });
  await search(cut, "research heart");
});

test("a set covers what one mentor cannot, and says what is left", () => {
  const need = (label, ids) => ({ vocabulary: "helps_with", slug: label, label, weight: 3, met: Uint8Array.from({ length: 6 }, (_, id) => (ids.includes(id) ? 1 : 0)) });
  const needs = [need("research", [0, 1]), need("spanish", [2]), need("nobody", [])];
  const { picks, unmet } = choose(needs, [0, 1, 2, 3], () => 1, 3, "x");
  assert.ok(picks.some(({ id }) => id === 2));
  assert.ok(picks.some(({ id }) => id < 2));
  assert.deepEqual(unmet, [2]);
  const firsts = Array.from({ length: 300 }, (_, n) => choose(needs.slice(0, 1), [0, 1], (id) => (id ? 9 : 1), 1, `n=${n}`).picks[0].id);
  const most = firsts.filter((id) => id === 1).length;
  assert.ok(most > 240 && most < 300, `more room, more often: ${most} of 300`);
  assert.equal(choose([{ ...needs[0], wish: true }, needs[1]], [0, 2], () => 1, 2, "x").picks[0].id, 2, "the student's need stands first");
  assert.deepEqual(choose(needs, [0, 1, 2, 3], () => 1, 3, "x"), choose(needs, [3, 2, 1, 0], () => 1, 3, "x"));
  assert.equal(choose(needs, [], () => 1, 3, "x").picks.length, 0);
  assert.equal(choose([], [0, 1], () => 1, 4, "x").picks.length, 2);
});

test("a call for help is heard, by whole words only", () => {
  const listed = "suicidal, kill myself, self-harm";
  for (const typed of ["Suicidal", "i want to kill myself now", "self harm", "SELF-HARM?"]) assert.ok(inNeed(typed, listed), typed);
  for (const typed of ["", "kill time", "myself", "selfless harmony", "suicidality"]) assert.ok(!inNeed(typed, listed), typed);
  assert.ok(!inNeed("anything", "") && !inNeed("", " , "));
});

test("whoever must be asked first is taken for what nobody else meets, and nobody is denied", () => {
  const need = (ids) => ({ vocabulary: "specialties", slug: "x", label: "x", weight: 3, met: Uint8Array.from({ length: 5 }, (_, id) => (ids.includes(id) ? 1 : 0)) });
  const room = (id) => (id < 3 ? 1 : 0);
  const sets = [choose([need([3]), need([0, 1])], [0, 1, 2, 3, 4], room, 3, "x"), choose([need([0, 3])], [0, 3], room, 1, "x")];
  assert.ok(sets[0].picks.some(({ id }) => id === 3) && !sets[0].unmet.length);
  assert.equal(sets[0].picks.at(-1).id, 3, "with room first");
  assert.equal(sets[1].picks[0].id, 0);
  assert.equal(choose([], [0, 3], room, 1, "x").picks[0].id, 0);
  const all = Uint8Array.of(1, 1, 1, 1), takes = Uint8Array.of(1, 0, 0, 1), rooms = [-1, 2, 0, 2];
  assert.deepEqual(whyUnmet(all, takes, rooms).map(({ why, count }) => `${why} ${count}`), ["more 1", "full 1", "other_stage 1", "other_ask 1"]);
  assert.deepEqual(whyUnmet(new Uint8Array(4), takes, rooms), []);
});

test("different answers spread over equal mentors", () => {
  const random = chance(3);
  const first = new Set(Array.from({ length: 200 }, () => choose([], [0, 1, 2, 3, 4, 5, 6, 7], () => 1, 3, `stage=${random()}`).picks[0].id));
  assert.equal(first.size, 8);
});
