// Builds the MiniSearch index: node bench-minisearch-build.mjs documents.json index.json path/of/minisearch
import fs from "node:fs";
const [documents, index, library] = process.argv.slice(2);
const { default: MiniSearch } = await import(library);
const search = new MiniSearch({ fields: ["name", "title", "specialties", "topics", "text"], storeFields: ["title", "name"] });
search.addAll(JSON.parse(fs.readFileSync(documents, "utf8")));
fs.writeFileSync(index, JSON.stringify(search));
