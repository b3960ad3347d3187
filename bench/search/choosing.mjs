// The simulation itself: reads mentors, students and rules, writes figures for each rule and seed.
import fs from "node:fs";
import { choose } from "../../mentorsite/theme/assets/js/choose.js";

const { mentors, rounds, rules } = JSON.parse(fs.readFileSync(0, "utf8"));
const held = new Map();
const mask = (name, slug) => {
  const key = `${name}/${slug}`;
  if (!held.has(key)) held.set(key, Uint8Array.from(mentors, (mentor) => ((mentor.terms[name] ?? []).includes(slug) ? 1 : 0)));
  return held.get(key);
};

const ways = {
  "the set": (needs, open, room, answers) => {
    const roles = rules.together.map((slug) => ({ ...need("roles", slug), wish: true }));
    return choose([...needs, ...roles], open, room, rules.size, answers).picks.map(({ id }) => id);
  },
  "top by score": (needs, open) => {
    const score = (id) => needs.reduce((sum, { weight, met }) => sum + weight * met[id], 0);
    return open.map((id) => [score(id), id]).sort(([a, x], [b, y]) => b - a || x - y).slice(0, rules.size).map(([, id]) => id);
  },
};
const need = (vocabulary, slug) => ({ vocabulary, slug, label: slug, weight: rules.weights[vocabulary] ?? 1, met: mask(vocabulary, slug) });

function gini(loads) {
  const sorted = loads.slice().sort((a, b) => a - b);
  const total = sorted.reduce((sum, load) => sum + load, 0);
  const weighted = sorted.reduce((sum, load, place) => sum + load * (place + 1), 0);
  return total ? (2 * weighted) / (sorted.length * total) - (sorted.length + 1) / sorted.length : 0;
}

const results = {};
for (const [name, way] of Object.entries(ways)) {
  results[name] = rounds.map((students) => {
    const slots = mentors.map((mentor) => mentor.slots);
    const taken = mentors.map(() => 0);
    const bySet = [], byOne = [];
    let accepted = 0;
    for (const { stage, needs: stated } of students) {
      const needs = stated.map(([vocabulary, slug]) => need(vocabulary, slug));
      const takes = mask("stages", stage);
      const open = mentors.flatMap((_, id) => (slots[id] > 0 && takes[id] ? [id] : []));
      const set = way(needs, open, (id) => slots[id], `stages=${stage}&${stated.join("&")}`);
      bySet.push(needs.filter(({ met }) => set.some((id) => met[id])).length / needs.length);
      const one = set.find((id) => slots[id] > 0);
      byOne.push(one === undefined ? 0 : needs.filter(({ met }) => met[one]).length / needs.length);
      if (one === undefined) continue;
      accepted++;
      slots[one]--;
      taken[one]++;
    }
    const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
    return [mean(bySet), mean(byOne), accepted / students.length, gini(mentors.flatMap((m, id) => (m.slots ? [taken[id]] : [])))];
  });
}
console.log(JSON.stringify(results));
