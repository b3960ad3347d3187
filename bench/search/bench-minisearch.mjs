// As its documentation advises: names weigh more, the last word is a prefix, words may be a fifth wrong.
import MiniSearch from "./minisearch/index.js";

const options = {
  fields: ["name", "title", "specialties", "topics", "text"],
  storeFields: ["title", "name"],
  searchOptions: { boost: { name: 2 }, prefix: true, fuzzy: 0.2, combineWith: "AND" },
};
let index;
export async function open() {
  index = MiniSearch.loadJSON(await (await fetch("./minisearch/index.json")).text(), options);
}
export async function find(text) {
  return index.search(text).slice(0, 10).map(({ id, name }) => ({ id, title: name }));
}
