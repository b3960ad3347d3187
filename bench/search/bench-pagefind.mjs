import * as pagefind from "./pagefind/pagefind.js";

export async function open() {
  await pagefind.init();
}
export async function find(text) {
  const found = await pagefind.search(text);
  const data = await Promise.all(found.results.slice(0, 10).map((result) => result.data()));
  return data.map(({ url, meta }) => ({ id: url.includes("/mentors/") ? url.split("/").pop().replace(".html", "") : meta.title, title: meta.title }));
}
