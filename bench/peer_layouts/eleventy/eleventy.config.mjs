// Mentors in the fair order, and lists of 48 of them for each value of a vocabulary and for the whole directory.
const SIZE = 48;

function pagesOf(stem, cards, more) {
  const total = Math.max(1, Math.ceil(cards.length / SIZE));
  return Array.from({ length: total }, (_, page) => ({
    ...more,
    number: page + 1,
    total,
    stem: stem.split("/")[1],
    path: page ? `${stem}.${page + 1}.html` : `${stem}.html`,
    cards: cards.slice(page * SIZE, (page + 1) * SIZE),
  }));
}

export default function (config) {
  config.addPassthroughCopy({ public: "/" });
  const sorted = (api) => api.getFilteredByTag("mentors").sort((a, b) => a.data.weight - b.data.weight);
  config.addCollection("directory_pages", (api) =>
    pagesOf("mentors/index", sorted(api).map((item) => item.data.p.card), {}));
  config.addCollection("lists", (api) => {
    const people = sorted(api);
    const found = new Map();
    for (const person of people) {
      for (const term of person.data.terms_of) {
        if (!found.has(term)) found.set(term, []);
        found.get(term).push(person.data.p.card);
      }
    }
    return Object.entries(people.length ? people[0].data.terms : {}).flatMap(([path, p]) =>
      pagesOf(path, found.get(path) ?? [], { p }));
  });
  config.addFilter("json", (value) => JSON.stringify(value));
  return {
    dir: { input: "content", includes: "../_includes", data: "../_data", output: "_site" },
    templateFormats: ["md", "njk", "html"],
    markdownTemplateEngine: false,
    htmlTemplateEngine: false,
  };
}
