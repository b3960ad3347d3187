import assert from "node:assert/strict";
import test from "node:test";
import { kin } from "../../mentorsite/theme/assets/js/match.js";
import { parseQuery } from "../../mentorsite/theme/assets/js/query.js";
import { reasons, search, without } from "../../mentorsite/theme/assets/js/rank.js";
import { didYouMean } from "../../mentorsite/theme/assets/js/suggest.js";
import { distance, editsFor } from "../../mentorsite/theme/assets/js/text.js";
import { chance, index, pick, truth } from "./program.mjs";

const stop = new Set(truth.stop);

/** Whether a mentor truly has a word of a query: in the name, a form of a term, an everyday form typed whole, or in text. */
function has(mentor, word, query) {
  const { text } = word;
  const exact = (own, typed) => own === typed.text || (typed.kin ??= kin(typed.text)).some(({ text }) => text === own);
  const longer = (own, typed, shortest) => typed.open && typed.text.length >= shortest && own.startsWith(typed.text);
  const meant = (own, typed) => exact(own, typed) || longer(own, typed, 3);
  return mentor.names.some((own) => own === text || longer(own, word, 1))
    || mentor.forms.some((own) => exact(own, word) || longer(own, word, 1))
    || mentor.text.some((own) => own === text || longer(own, word, 3))
    || mentor.everyday.some((form) => form.some((own) => meant(own, word)) && form.every((own) => query.some((typed) => meant(own, typed))));
}

const everyWord = truth.mentors.flatMap(({ names, forms, text }) => [pick(chance(names.length), names), pick(chance(forms.length), forms), pick(chance(text.length), text)]);

test("with every word right, those are found who have them all, and before anyone else", async () => {
  const random = chance(1);
  for (let round = 0; round < 400; round++) {
    const mentor = pick(random, truth.mentors);
    const own = [...mentor.names, ...mentor.forms, ...mentor.text];
    const words = Array.from({ length: 1 + Math.floor(random() * 3) }, () => (random() < 0.7 ? pick(random, own) : pick(random, everyWord)));
    let typed = words.join(" ");
    if (random() < 0.5) typed = typed.slice(0, -1 - Math.floor(random() * 2));
    if (random() < 0.3) typed += " ";
    const query = parseQuery(typed, index);
    const right = truth.mentors.flatMap((one, id) => (query.length && query.every((word) => has(one, word, query)) ? [id] : []));
    const found = await search(index, typed);
    if (!query.length) continue;
    const ids = new Set(found.order);
    assert.equal(ids.size, found.order.length, `nobody twice: ${typed}`);
    for (const id of right) assert.ok(ids.has(id), `${typed}: ${truth.mentors[id].slug} is missing`);
    if (right.length >= 10) assert.equal(ids.size, right.length, `${typed}: others are found too`);
    if (right.length && query.length === 1 && !query[0].open) {
      assert.deepEqual(new Set(found.order.slice(0, right.length)), new Set(right), `${typed}: others come first`);
    }
  }
});

test("everyday words find the terms that they mean, and whom they mean first comes first", async () => {
  const carry = (slug) => truth.mentors.filter(({ terms }) => terms.specialties?.includes(slug)).length;
  const first = async (typed, slug) => {
    const { order } = await search(index, typed);
    const count = Math.min(3, carry(slug));
    assert.ok(count, slug);
    for (const id of [...order].slice(0, count)) assert.ok(truth.mentors[id].terms.specialties.includes(slug), `${typed}: ${truth.mentors[id].slug}`);
  };
  await first("kidney stones", "urology");
  await first("Brain tumours", "neurological-surgery");
  await first("advance directives", "hospice-and-palliative-medicine");
  await first("A&E", "emergency-medicine");
  await first("acne", "dermatology");
});

/** Carriers of any of these terms or one below, in the fair order. */
const carriers = (...slugs) => truth.mentors.flatMap(({ terms }, id) => (slugs.some((slug) => terms.specialties?.includes(slug)) ? [id] : []));

test("whoever carries what the words mean leads where a word is not known, and says why", async () => {
  // "Pediatric medicine" is another name of pediatrics, and nearly the same words.
  const slugs = [...new Set(truth.mentors.flatMap(({ terms }) => terms.specialties ?? []))].filter((slug) => slug !== "medicine-pediatrics");
  assert.ok(slugs.length > 60);
  // "Broken" is held by many terms, and tells less.
  for (const [typed, slug] of [...slugs.map((slug) => [`${slug} qqqqxxxx `, slug]), ["broken qqqqxxxx cochlear implant ", "otolaryngology"]]) {
    const found = await search(index, typed);
    const right = carriers(slug).slice(0, 10);
    assert.deepEqual([...found.order].slice(0, right.length), right, typed);
    assert.ok(found.relaxed, typed);
    for (const id of right) assert.ok(reasons(found, id).length, typed);
  }
});

test("where few have every word, those who lack some follow, the field above the best last", async () => {
  let seen = 0;
  for (const typed of ["long QT syndrome", "spider veins", "acromegaly", "atherectomy", "wilms tumor", "sarcoidosis"]) {
    const { order, relaxed, scores } = await search(index, `${typed} `);
    const strict = [...order].findIndex((id) => scores.some((score) => score[id] === 255));
    assert.equal(relaxed, strict < 0 ? "" : strict ? "find_filled" : "find_relaxed", typed);
    if (strict < 0) continue;
    seen++;
    assert.ok(strict < 10, typed);
    assert.ok([...order].slice(0, strict).every((id) => scores.every((score) => score[id] < 255)), typed);
  }
  assert.ok(seen > 1);
});

test("a word that names somebody, or that another vocabulary calls a term, is a condition, and nobody follows who lacks it", async () => {
  const random = chance(31);
  const languages = [...new Set(truth.mentors.flatMap(({ terms }) => terms.languages ?? []))];
  for (let round = 0; round < 60; round++) {
    const typed = `${pick(random, languages)} ${pick(random, ["epilepsy", "cardiology", "urology", "kidney stones"])} `;
    const { order, relaxed, scores } = await search(index, typed);
    assert.notEqual(relaxed, "find_filled", typed);
    if (!relaxed) for (const id of order) assert.ok(scores.every((score) => score[id] < 255), `${typed}: ${truth.mentors[id].slug}`);
  }
});

test("what is written in capitals is an abbreviation, and not the beginning of a name", async () => {
  assert.ok(parseQuery("RA", index).at(-1).capitals && parseQuery("chronic RA", index).at(-1).capitals);
  for (const typed of ["ra", "Ra", "R", "maRA", "RA "]) assert.ok(!parseQuery(typed, index).at(-1).capitals, typed);
  const [best] = (await search(index, "RA")).meanings[0];
  assert.equal(best.text, "Rheumatology");
});

test("of several words of which one tells something, its everyday meaning comes before running text", async () => {
  assert.ok(parseQuery("voice doctor", index)[0].left);
  for (const typed of ["voice", "voice coach", "voice "]) assert.ok(!parseQuery(typed, index)[0].left, typed);
  for (const typed of ["a doctor for hearing", "what about acne "]) {
    const { order, meanings } = await search(index, typed);
    const [best] = meanings[0];
    assert.equal(best.kind, "term", typed);
    assert.ok(best.ids().some((list) => list.includes(order[0])), typed);
  }
});

test("one term that all words mean comes before two terms of which each is meant by a word", async () => {
  for (const [typed, slug] of [["kid with seizures", "child-neurology"], ["wheezy toddler", "pediatric-pulmonology"], ["hearing loss in a child", "pediatric-otolaryngology"]]) {
    const { order } = await search(index, typed);
    const right = carriers(slug);
    assert.ok(right.length, slug);
    assert.ok(right.includes(order[0]), `${typed}: ${truth.mentors[order[0]].slug}`);
  }
});

test("a verb's other endings count for whom a query tells most of", async () => {
  const { order } = await search(index, "qqqqxxxx snores ");
  const right = carriers("sleep-medicine");
  assert.ok(right.includes(order[0]));
});

test("words of a request are left out beside others, unless a term is called so", () => {
  const left = (typed) => parseQuery(typed, index).map(({ text }) => text).join(" ");
  assert.equal(left("someone who speaks Spanish"), "spanish");
  assert.equal(left("study help "), "study");
  assert.equal(left("I need help with residency, please"), "residency");
  assert.equal(left("research mentor"), "research mentor");
  for (const typed of ["I'm burned", "i’m burned"]) assert.equal(left(typed), "burned");
  assert.equal(left("IM burned"), "im burned");
  assert.equal(left("help"), "help");
  assert.equal(left("find a mentor"), "find mentor");
});

test("a whole name of a term is not the beginning of other words", async () => {
  assert.deepEqual(parseQuery("peds icu", index).map(({ open }) => open), [false, false]);
  assert.ok(parseQuery("peds ic", index).at(-1).open);
  const found = await search(index, "heart fail");
  assert.ok(found.words.at(-1).open);
});

test("a name with one edit finds its mentor", async () => {
  const random = chance(2);
  const letters = "abcdefghijklmnopqrstuvwxyz";
  let missed = 0;
  for (let round = 0; round < 300; round++) {
    const id = Math.floor(random() * truth.mentors.length);
    const words = truth.mentors[id].slugged.filter((word) => word.length >= 4);
    if (words.length < 2) continue;
    const place = Math.floor(random() * words.length);
    words[place] = edited(words[place], random, letters);
    const found = await search(index, words.join(" "));
    if (!found.order.slice(0, 10).includes(id)) missed++;
  }
  assert.ok(missed <= 3, `${missed} of 300 missed`);
});

function edited(word, random, letters) {
  const at = Math.floor(random() * word.length);
  const kind = Math.floor(random() * 4);
  if (kind === 0) return word.slice(0, at) + pick(random, letters) + word.slice(at + 1);
  if (kind === 1) return word.slice(0, at) + pick(random, letters) + word.slice(at);
  if (kind === 2 && word.length > 4) return word.slice(0, at) + word.slice(at + 1);
  return at + 1 < word.length ? word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2) : word;
}

test("few exact names bring near ones, all of them", async () => {
  const random = chance(3);
  for (let round = 0; round < 150; round++) {
    const word = edited(pick(random, pick(random, truth.mentors).names), random, "abcdefgh");
    if (word.length < 4 || stop.has(word) || parseQuery(word, index)[0]?.text !== word) continue;
    const found = await search(index, `${word} `);
    if (found.order.length >= 10) continue;
    const ids = new Set(found.order);
    truth.mentors.forEach(({ names, slug }, id) => {
      if (names.some((name) => distance(word, name, 2) <= editsFor(word.length))) assert.ok(ids.has(id), `${word}: ${slug}`);
    });
  }
});

test("accents, cases, hyphens and apostrophes make no difference", async () => {
  for (const [id, { name }] of truth.mentors.entries()) {
    if (id % 7) continue;
    const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").replace(/ø/g, "o").replace(/ł/g, "l").replace(/ı/g, "i");
    for (const typed of [name.toUpperCase(), name.replaceAll("-", " "), name.replaceAll("-", ""), plain, name.replaceAll("'", "’")]) {
      const found = await search(index, typed);
      assert.ok(found.order.includes(id), `${typed} finds ${name}`);
    }
  }
});

test("better meanings come first: name, specialty, topic, bio; equal ones in the fair order", async () => {
  const random = chance(5);
  for (let round = 0; round < 100; round++) {
    const typed = pick(random, everyWord);
    const found = await search(index, `${typed} `);
    if (found.words.length !== 1) continue;
    const penalties = [...found.order].map((id) => found.scores[0][id]);
    // Last come those of the field above what it tells of, if there are few; they do not have the word.
    const few = penalties.indexOf(255);
    assert.ok(few < 10);
    for (let i = 1; i < (few < 0 ? penalties.length : few); i++) {
      assert.ok(penalties[i - 1] < penalties[i] || (penalties[i - 1] === penalties[i] && found.order[i - 1] < found.order[i]));
    }
  }
});

/** Those found, in order, fall in two: all for whom a test holds stand before all others. */
function assertFirst(order, holds, told) {
  const others = [...order].findIndex((id) => !holds(truth.mentors[id]));
  for (const id of others < 0 ? [] : [...order].slice(others)) assert.ok(!holds(truth.mentors[id]), `${told}: ${truth.mentors[id].slug} comes late`);
}

test("a mere part of an alias comes after an everyday word", async () => {
  // "Lymphoma pathology" is an alias of hematopathology.
  const { order, scores } = await search(index, "lymphoma ");
  const meant = carriers("hematology-and-oncology"), part = carriers("hematopathology").filter((id) => !meant.includes(id));
  assert.ok(meant.length && part.length);
  assert.ok(Math.max(...meant.map((id) => order.indexOf(id))) < Math.min(...part.filter((id) => scores[0][id] > 9).map((id) => order.indexOf(id))));
});

test("a word as it stands in running text comes before a term that has it in another number, and before everyday words", async () => {
  const random = chance(24);
  const typed = [...new Set(truth.mentors.flatMap(({ text }) => text))].filter((word) => !stop.has(word) && kin(word).every(({ isNumber }) => isNumber));
  const otherwise = typed.filter((word) => kin(word).some(({ text }) => index.formsWith(text).length) || truth.mentors.some(({ everyday }) => everyday.some((form) => form.includes(word))));
  assert.ok(otherwise.length > 60);
  for (const word of otherwise) {
    if (random() < 0.3) continue;
    const { order, words } = await search(index, `${word} `);
    if (words[0]?.text !== word) continue;
    assertFirst(order, ({ names, called, text }) => [names, called, text].some((own) => own.includes(word)), word);
  }
});

test("half a word finds whoever has a word that begins so before those of a narrower term, and before everyday words", async () => {
  const random = chance(25);
  for (let round = 0; round < 150; round++) {
    const name = pick(random, pick(random, truth.mentors).names);
    const typed = name.slice(0, 3 + Math.floor(random() * 2));
    const { order, words, meanings } = await search(index, typed);
    // A whole word may be a term's, also by an everyday one, and then means it as it stands.
    if (words[0]?.text !== typed || !words[0].open || meanings[0][0].penalty < 12) continue;
    const reached = [...order].filter((id) => has(truth.mentors[id], words[0], words));
    assertFirst(reached, ({ names }) => names.some((word) => word.startsWith(typed)), `${typed}, a name`);
    if (meanings[0].some(({ kind, word }) => kind === "term" && word === typed)) continue;
    assertFirst(reached, ({ names, said, text }) => [names, said, text].some((own) => own.some((word) => word.startsWith(typed))), typed);
  }
});

test("every result can say why", async () => {
  for (const typed of ["heart", "peds", "research spanish", "okonkwo"]) {
    const found = await search(index, typed);
    for (const id of found.order.slice(0, 20)) {
      const told = reasons(found, id);
      assert.equal(told.length, found.relaxed ? told.length : found.words.length);
      assert.ok(told.length);
    }
  }
});

test("where nobody has all words, most of them count, and it is said", async () => {
  const found = await search(index, "cardiology qqqqxxxx");
  assert.ok(found.relaxed);
  assert.ok(found.order.length);
  // Nine have the word; after them stand those of the field above.
  assert.ok([...without(found, 1)].every((id) => found.order.includes(id)));
  assert.equal(didYouMean(await search(index, "cardiolgoy ")), "cardiology");
  assert.equal(didYouMean(found), "");
  assert.equal(didYouMean(await search(index, "cardiolgoy qqqqxxxx")), "", "nothing that finds nobody is proposed");
});

test("what people say when they are worn out finds who helps with that", async () => {
  for (const typed of ["burned out", "burnt out", "burn out", "exhausted", "overwhelmed", "depressed", "hopeless"]) {
    const found = await search(index, typed);
    assert.ok(found.order.length && found.meanings.every(([best]) => best.kind === "term" && best.penalty < 12), typed);
    assert.equal(didYouMean(found), "", typed);
  }
});

test("hostile and odd queries are only queries", async () => {
  const odd = ["", " ", "__proto__", "constructor", "toString hasOwnProperty", "<img src=x onerror=alert(1)>", "a".repeat(10000), "\u0000\uffff", "\ud800", "((((", "%%%", "'; --", "𝕵𝖔𝖘é", "،؛", "a b c d e f g h i j k l m n o p q r s t u v w x y z"];
  for (const typed of odd) {
    const found = await search(index, typed);
    assert.ok(found.order.length <= index.count);
  }
  assert.equal((await search(index, "")).order.length, index.count);
});

/** Whether words are searched for in running text, each by itself. */
const tells = (word) => !stop.has(word) && (word.length > 1 || word > "z");
/** How many of the neighbors typed, one of which is silent at least, stand side by side in a section as well. */
function together(section, typed) {
  const sides = typed.slice(1).flatMap((word, at) => (tells(word) && tells(typed[at]) ? [] : [[typed[at], word]]));
  return sides.filter(([a, b]) => section.words.some((part) => part.some((word, at) => word === a && part[at + 1] === b))).length;
}
/** Words as they follow each other somewhere in a guide. */
function passage(random, length) {
  const section = pick(random, truth.sections.filter(({ words }) => words[2].length > length));
  const at = Math.floor(random() * (section.words[2].length - length));
  return { section, typed: section.words[2].slice(at, at + length) };
}

test("a passage of a guide finds its section, whatever words it is made of", async () => {
  const random = chance(21);
  const guides = await index.guides();
  for (let round = 0; round < 400; round++) {
    const { section, typed } = passage(random, 4 + Math.floor(random() * 4));
    const { guides: hits } = await search(index, `${typed.join(" ")} `);
    const place = hits.findIndex((hit) => guides.titles[hit.guide] === section.guide);
    assert.ok(place >= 0 && place < 10, `${typed.join(" ")}: ${section.guide} is number ${place}`);
    for (const hit of hits) assert.equal(hit.together, together(truth.sections[hit.section], typed), typed.join(" "));
    hits.forEach((hit, at) => at && assert.ok(hits[at - 1].penalty - hits[at - 1].together <= hit.penalty - hit.together, "better ones come first"));
  }
});

test("of words that say nothing, those guides are found which have all pairs of them, and no others", async () => {
  const random = chance(22);
  const guides = await index.guides();
  let seen = 0;
  while (seen < 60) {
    const { typed } = passage(random, 2 + Math.floor(random() * 3));
    if (typed.some(tells)) continue;
    seen++;
    const { guides: hits } = await search(index, `${typed.join(" ")} `);
    const right = truth.sections.filter((section) => together(section, typed) === typed.length - 1).map(({ guide }) => guide);
    assert.deepEqual(new Set(hits.map(({ guide }) => guides.titles[guide])), new Set(right), typed.join(" "));
  }
});

test("where mentors have every word and no section does, those come which lack one but have two side by side", async () => {
  const random = chance(23);
  let seen = 0;
  for (let round = 0; round < 4000 && seen < 25; round++) {
    const typed = [...passage(random, 4).typed, pick(random, pick(random, truth.mentors).text)];
    const { words: query, order, guides: hits, relaxed } = await search(index, `${typed.join(" ")} `);
    const has = (section) => query.filter(({ text }) => section.words.some((part) => part.includes(text))).length;
    if (query.length < 3 || !query.every(({ text }) => tells(text)) || !order.length || relaxed) continue;
    if (truth.sections.some((section) => has(section) === query.length)) continue;
    seen++;
    const right = truth.sections.filter((section) => has(section) === query.length - 1 && together(section, typed));
    const guides = await index.guides();
    assert.deepEqual(new Set(hits.map(({ guide }) => guides.titles[guide])), new Set(right.map(({ guide }) => guide)), typed.join(" "));
  }
  assert.equal(seen, 25);
});
