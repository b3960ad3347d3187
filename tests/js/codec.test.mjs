import assert from "node:assert/strict";
import test from "node:test";
import { frontCoded, numbers, placeOf, postings } from "../../mentorsite/theme/assets/js/codec.js";
import { truth } from "./program.mjs";

test("numbers, lists and words read as Python wrote them", () => {
  for (const [written, values] of truth.numbers) assert.deepEqual(numbers(written), values);
  for (const [written, count, ids] of truth.postings) assert.deepEqual([...postings(written, count)], ids);
  for (const [written, words] of truth.words) assert.deepEqual(frontCoded(written), words);
});

test("damaged text gives fewer values and no exception", () => {
  for (const text of ["~", "~~~", "\u00e9", "|", " ", "zzzzzzzzzz"]) {
    numbers(text);
    postings(text, 10);
    frontCoded(text);
  }
});

test("places in a sorted list", () => {
  const list = ["a", "b", "d"];
  assert.deepEqual(["", "a", "c", "d", "e"].map((word) => placeOf(list, word)), [0, 0, 2, 2, 3]);
});
