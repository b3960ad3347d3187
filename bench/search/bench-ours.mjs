import { openIndex } from "./js/index.js";
import { search } from "./js/rank.js";

const read = async (name) => (await fetch(`./search/${name}.json`)).json();
let index;
export async function open() {
  index = await openIndex(read);
}
/** A card as the page makes it (cards.js): parsed when first shown, copied when it comes again. */
const known = new WeakMap();
function copyOf(block, place) {
  const made = known.get(block) ?? [];
  known.set(block, made);
  if (!made[place]) {
    const box = document.createElement("template");
    box.innerHTML = block.cards[place];
    made[place] = box.content.firstElementChild;
  }
  return made[place].cloneNode(true);
}
export async function find(text) {
  const found = await search(index, text);
  const cards = await Promise.all([...found.order.slice(0, 10)].map(async (id) => {
    const block = await index.cards(Math.floor(id / index.cardsPerFile));
    const place = id % index.cardsPerFile;
    const card = copyOf(block, place);
    return { id: block.slugs[place], title: card.querySelector(".card-name").textContent };
  }));
  const guides = found.guides.length ? await index.guides() : null;
  return [...cards, ...found.guides.slice(0, 10).map(({ guide }) => ({ id: guides.titles[guide], title: guides.titles[guide] }))];
}
/** As open.js does once results stand: fetch the rest of a small site while nothing else is to be done. */
export const ahead = () => requestIdleCallback(() => index.ahead());
