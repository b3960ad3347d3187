/**
 * The page of the shortlist: the mentors kept in this browser, or those that a shared link names.
 */
import { cardsOf } from "./cards.js";
import { make, textButton } from "./filters.js";
import { withSite } from "./open.js";
import { cleaned, save, saved } from "./saved.js";
import { words } from "./text.js";
import { counted, fill } from "./words.js";

const section = /** @type {HTMLElement} */ (document.getElementById("shortlist"));
const list = /** @type {HTMLElement} */ (document.getElementById("mentors"));
const tools = /** @type {HTMLElement} */ (document.getElementById("shortlist-tools"));
const note = /** @type {HTMLElement} */ (document.getElementById("shortlist-note"));

/**
 * Finds mentors by the words of their addresses, which the search data holds among their names.
 * @param {import("./open.js").Site} site
 * @param {string[]} slugs
 */
async function found({ index, ...rest }, slugs) {
  const lists = slugs.map((slug) => words(slug).map((word) => index.names.indexOf(word)));
  await index.load(lists.flat().filter((number) => number >= 0));
  const cards = await Promise.all(slugs.map(async (slug, place) => {
    if (lists[place].some((number) => number < 0)) return null;
    const [first, ...others] = lists[place].map((number) => index.list(number)).sort((a, b) => a.length - b.length);
    const ids = [...(first ?? [])].filter((id) => others.every((list) => list.includes(id)));
    const candidates = await cardsOf({ index, ...rest }, ids.slice(0, 200));
    return candidates.find((card) => card.slug === slug) ?? null;
  }));
  return cards;
}

/** @param {import("./open.js").Site} site */
async function show(site) {
  const { strings } = site;
  const shared = cleaned((new URLSearchParams(location.search).get("mentors") ?? "").split(","));
  const named = shared.length ? shared : saved();
  const slugs = [...new Set(named.map((slug) => site.index.moved.get(slug) ?? slug))];
  const cards = await found(site, slugs);
  const here = cards.flatMap((card) => (card ? [card] : []));
  const gone = slugs.length - here.length;
  list.replaceChildren(...here.map(({ element }) => element));
  list.hidden = !here.length;
  note.replaceChildren(shared.length ? strings.find_shared : here.length ? counted(strings, "find_mentors", here.length) : strings.find_shortlist_empty);
  if (gone) note.append(" ", fill(strings.find_shortlist_gone, { n: gone }));
  tools.replaceChildren();
  if (here.length) {
    const address = new URL(location.href);
    address.hash = "";
    address.search = `?mentors=${here.map(({ slug }) => slug).join(",")}`;
    const field = make("input", { className: "input", readOnly: true, value: address.href });
    field.setAttribute("aria-label", strings.find_share);
    field.addEventListener("focus", () => field.select());
    const copy = make("button", { type: "button", className: "button button-quiet", textContent: strings.find_share });
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(address.href);
        copy.textContent = strings.find_copied;
      } catch {
        copy.replaceWith(field);
        field.focus();
      }
    });
    const print = make("button", { type: "button", className: "button button-quiet", textContent: strings.find_print });
    print.addEventListener("click", () => window.print());
    tools.append(copy, print);
    if (shared.length) {
      const keep = make("button", { type: "button", className: "button", textContent: strings.find_keep_all });
      keep.addEventListener("click", () => {
        save([...saved(), ...here.map(({ slug }) => slug)]);
        history.replaceState(null, "", location.pathname);
        withSite(show);
      });
      tools.prepend(keep);
    } else tools.append(textButton(strings.find_clear, async () => {
      const before = saved();
      save([]);
      await withSite(show);
      const undo = textButton(strings.find_undo, () => {
        save(before);
        withSite(show);
      });
      tools.append(undo);
      undo.focus();
    }));
  }
  document.dispatchEvent(new CustomEvent("mentors:shown"));
}

withSite(show).catch((error) => {
  note.textContent = document.querySelector("form.search")?.getAttribute("data-failed") ?? "";
  console.error(error);
});
section.hidden = false;
