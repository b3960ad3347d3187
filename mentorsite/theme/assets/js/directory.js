/**
 * The directory: takes over its form, keeps the address as the only state, and leaves the page as built until the
 * student acts.
 */
import { AVAILABILITY, dropUnknown, filtered, openFacets } from "./facets.js";
import { buildPanel, make, textButton } from "./filters.js";
import { lookAhead, preload, withSite } from "./open.js";
import { PAGE, PRIVATE, SORTS, hidden, isPlain, readState, withHidden, writeState } from "./state.js";
import { counted, fill } from "./words.js";

/** What finder.js needs besides what is here already. */
const FINDER = ["finder", "cards", "crisis", "match", "order", "query", "rank", "results", "suggest"];
const CLOSE = 5;
const SETTLED = 500;
/** While somebody types, this many cards come at each key; the others, counts and the address after so many ms of rest. */
const FIRST = 10, REST = 300;

const input = /** @type {HTMLInputElement} */ (document.getElementById("q"));
const home = /** @type {HTMLElement} */ (document.getElementById("filters-home"));
const count = /** @type {HTMLElement} */ (document.getElementById("result-count"));
const section = /** @type {HTMLElement} */ (count.closest("section"));
const built = /** @type {HTMLElement | null} */ (document.getElementById("mentors"));
const pagination = section.querySelector(".pagination");

/** What answers a question comes once somebody is about to ask, or the address does. */
let isNear = false;
const finder = () => {
  if (!isNear) preload(FINDER);
  isNear = true;
  return import("./finder.js");
};
for (const place of [input.form, home]) {
  for (const event of ["pointerenter", "focusin"]) place?.addEventListener(event, finder, { once: true });
}
if (document.activeElement === input || location.search) finder();

withSite(start).catch((error) => {
  const line = section.querySelector(".search-off");
  if (line) line.textContent = input.form?.dataset.failed ?? line.textContent;
  line?.classList.add("now");
  console.error(error);
});

/** @param {import("./open.js").Site} site */
async function start(site) {
  const { index, strings, day } = site;
  const names = [AVAILABILITY, ...index.facets];
  const present = () => withHidden(readState(location.search, names), history.state);
  let state = present();
  input.value = state.query;

  const facets = await openFacets(index, day, strings);
  const panel = buildPanel(home, facets, strings, index.count, (facet, slug, chosen) => {
    const slugs = state.selection.get(facet) ?? new Set();
    if (chosen) slugs.add(slug);
    else slugs.delete(slug);
    if (slugs.size) state.selection.set(facet, slugs);
    else state.selection.delete(facet);
    act();
  });
  const status = make("p", { className: "vh" });
  status.setAttribute("role", "status");
  count.removeAttribute("role");
  const chips = make("ul", { className: "chips active-filters", hidden: true });
  chips.setAttribute("aria-label", strings.find_used);
  const notes = make("div");
  const list = built ?? make("ul", { className: "cards rows", id: "mentors" });
  const after = make("div");
  section.querySelector(".search-off")?.remove();
  section.querySelector(".empty")?.remove();
  section.querySelector(".toolbar")?.after(status, chips, notes);
  if (!built) notes.after(list);
  list.after(after);
  const sort = sortField();

  let turn = 0, settle = 0, rest = 0;
  /** What waits until nobody types: the address of what stands in the field; counts, and the cards further down. */
  /** @type {Parameters<History["replaceState"]> | undefined} */
  let address;
  let further = async () => {};
  /** What was just taken out all at once. */
  let cleared = "";
  /** @type {"typing" | "other"} */
  let last = "other";

  function sortField() {
    const select = make("select", { className: "select sort", id: "sort" });
    select.addEventListener("change", () => {
      state.sort = select.value === (state.query.trim() ? "relevance" : "built") ? "" : select.value;
      act();
    });
    const label = make("label", { className: "vh", htmlFor: "sort", textContent: strings.find_sort });
    section.querySelector(".toolbar-group")?.append(label, select);
    return select;
  }

  /** The student did something: the address says so, and the list follows. @param {"" | "typing" | "more"} how */
  function act(how = "") {
    if (how !== "more") state.shown = PAGE;
    const entry = /** @type {Parameters<History["replaceState"]>} */ ([hidden(state), "", location.pathname + writeState(state)]);
    clearTimeout(rest);
    if (how === "typing" && last === "typing") address = entry;
    else {
      written();
      if (how === "more") history.replaceState(...entry);
      else history.pushState(...entry);
    }
    cleared = "";
    last = how ? "typing" : "other";
    return refresh(how === "typing" ? FIRST : state.shown);
  }

  function written() {
    if (address) history.replaceState(...address);
    address = undefined;
  }

  function finish() {
    clearTimeout(rest);
    written();
    further().catch(() => refresh());
    further = async () => {};
  }

  /** @param {() => void} change */
  const acting = (change) => () => {
    change();
    input.value = state.query;
    act();
    count.focus();
  };

  /** @param {number} first cards that are shown at once */
  async function refresh(first = state.shown) {
    const own = ++turn;
    await withSite(async () => {
      const { cardElements, crisisNotice, deadEnd, didYouMean, guideSection, search, sorted, waysOut } = await finder();
      const gone = dropUnknown(facets, state.selection);
      const found = await search(index, state.query);
      const matching = new Uint8Array(index.count);
      for (const id of found.order) matching[id] = 1;
      const result = filtered(facets, state.selection, matching);
      const relevance = state.query.trim() ? "relevance" : "built";
      const ids = await sorted(index, found.order.filter((id) => result.passing[id]), state.sort || relevance, day);
      const filters = [...state.selection.values()].some((slugs) => slugs.size);
      const ways = waysOut(facets, found, matching, result, ids.length ? 0 : CLOSE);
      const cards = ids.length
        ? await cardElements(site, found, ids.slice(0, first), chosen())
        : await deadEnd(site, found, wayOut(found, ways.drop), ways.close, ask, startOver);
      const guides = found.guides.length && !filters ? await guideSection(site, found) : null;
      if (own !== turn) return;
      const countOptions = () => panel.update(result.counts, state.selection, ids.length);
      if (first === state.shown) countOptions();
      showSort(relevance);
      showChips();
      showNotes(crisisNotice(state.query, strings), gone, ids.length && found.relaxed, ids.length ? didYouMean(found) : "");
      showCount(ids.length, guides ? found.guides.length : 0);
      pagination?.remove();
      const held = list.contains(document.activeElement) ? document.activeElement?.closest(".card")?.getAttribute("data-slug") : undefined;
      list.hidden = !ids.length;
      list.replaceChildren(...(ids.length ? cards : []));
      after.replaceChildren(...(ids.length ? [] : cards));
      if (held) /** @type {HTMLElement} */ (list.querySelector(`[data-slug="${held}"] .card-name a`) ?? list.querySelector(".card-name a") ?? count).focus();
      if (ids.length > state.shown) after.append(moreButton(ids.length - state.shown, more));
      if (guides) after.append(guides);
      told();
      if (state.query) lookAhead(site);
      further = async () => {
        if (own !== turn) return;
        countOptions();
        const others = await cardElements(site, found, ids.slice(first, state.shown), chosen());
        if (own !== turn || !others.length) return;
        list.append(...others);
        told();
      };
      if (first < state.shown) rest = window.setTimeout(finish, REST);
    });
  }

  const told = () => document.dispatchEvent(new CustomEvent("mentors:shown"));

  /** Replaces the address: one step back leads to before the search. */
  async function more() {
    const before = state.shown;
    state.shown += PAGE;
    await act("more");
    /** @type {HTMLElement | null | undefined} */ (list.children[before]?.querySelector("a"))?.focus();
  }

  /** @param {string} query */
  const ask = (query) => acting(() => (state.query = query))();
  /** Takes much away at once, and offers it again. @param {() => void} change */
  const clear = (change) => () => {
    const labels = facets.flatMap(({ name, options }) => options.filter(({ slug }) => state.selection.get(name)?.has(slug)).map(({ label }) => label));
    const what = [...(state.query.trim() ? [`“${state.query.trim()}”`] : []), ...labels].join(", ");
    acting(change)();
    cleared = what;
  };
  const startOver = clear(() => (state = { ...state, query: "", selection: new Map() }));

  /** A button that shows more; after it the first new card has the focus. @param {number} left @param {() => void} take */
  function moreButton(left, take) {
    const button = make("button", { type: "button", className: "button button-quiet", textContent: fill(strings.find_more, { n: Math.min(PAGE, left) }) });
    button.addEventListener("click", take);
    return make("p", { className: "show-more" }, button);
  }

  /**
   * @param {import("./rank.js").Found} found
   * @param {import("./suggest.js").Ways["drop"]} drop
   */
  function wayOut(found, drop) {
    return drop.slice(0, 6).map(({ facet, word, count: n }) => {
      if (facet !== undefined) {
        const own = facets.find(({ name }) => name === facet);
        const labels = own?.options.filter(({ slug }) => state.selection.get(facet)?.has(slug)).map(({ label }) => label);
        return { label: labels?.join(", ") ?? "", count: n, take: acting(() => state.selection.delete(facet)) };
      }
      const rest = found.words.filter((_, place) => place !== word).map(({ text }) => text).join(" ");
      const query = word === undefined ? "" : rest;
      return { label: word === undefined ? strings.find_drop_words : `“${found.words[word].text}”`, count: n, take: acting(() => (state.query = query)) };
    });
  }

  /** What the filters ask for, and who carries it. */
  const chosen = () => facets.flatMap(({ name, options, carriers }) =>
    options.flatMap(({ slug, label }, place) => (state.selection.get(name)?.has(slug) ? [{ name, label, ids: carriers(place) }] : [])));

  /** @param {string} relevance */
  function showSort(relevance) {
    const wanted = SORTS.filter((name) => name !== "relevance" || state.query.trim());
    if (sort.options.length !== wanted.length) {
      sort.replaceChildren(...wanted.map((name) => make("option", { value: name, textContent: strings[`find_sort_${name}`] })));
    }
    sort.value = state.sort || relevance;
  }

  function showChips() {
    const focused = chips.contains(document.activeElement);
    const items = facets.flatMap((facet) => facet.options.filter(({ slug }) => state.selection.get(facet.name)?.has(slug)).map(({ slug, label }) => {
      const chip = make("button", { type: "button", className: "chip chip-remove" }, make("span", { className: "vh", textContent: `${strings.find_remove} ` }), label);
      chip.addEventListener("click", () => {
        const slugs = state.selection.get(facet.name);
        slugs?.delete(slug);
        if (!slugs?.size) state.selection.delete(facet.name);
        act();
      });
      return make("li", {}, chip);
    }));
    if (items.length) items.push(make("li", {}, textButton(strings.find_clear, clear(() => (state.selection = new Map())))));
    chips.replaceChildren(...items);
    chips.hidden = !items.length;
    if (focused) (chips.querySelector("button") ?? count).focus();
  }

  /**
   * @param {Node | null} crisis
   * @param {string[]} gone
   * @param {string | number} relaxed the name of what is said of mentors who lack a word
   * @param {string} meant
   */
  function showNotes(crisis, gone, relaxed, meant) {
    notes.replaceChildren(...(crisis ? [crisis] : []));
    if (gone.length) {
      const drop = textButton(strings.find_gone_drop, () => {
        history.replaceState(hidden(state), "", location.pathname + writeState(state));
        refresh();
        count.focus();
      });
      const what = gone.map((text) => `“${text.slice(0, 60)}”`).slice(0, 5).join(", ");
      notes.append(make("p", { className: "notice" }, `${fill(strings.find_gone, { what })} `, drop));
    }
    if (cleared) notes.append(make("p", { className: "notice" }, `${fill(strings.find_cleared, { what: cleared })} `, textButton(strings.find_undo, () => history.back())));
    if (!state.told && state.selection.has(PRIVATE)) {
      const title = facets.find(({ name }) => name === PRIVATE)?.title ?? "";
      notes.append(make("p", { className: "hint" }, `${fill(strings.find_private, { title })} `, textButton(strings.find_private_share, acting(() => (state.told = true)))));
    }
    if (relaxed) notes.append(make("p", { className: "notice", textContent: strings[relaxed] }));
    if (meant) notes.append(make("p", { className: "hint" }, `${strings.find_meant} `, textButton(meant, () => ask(meant)), "?"));
  }

  /** @param {number} mentors @param {number} guides */
  function showCount(mentors, guides) {
    const found = counted(strings, "find_mentors", mentors);
    const query = state.query.trim();
    const told = query ? fill(strings.find_for, { found, query }) : found;
    count.tabIndex = -1;
    count.replaceChildren(told);
    if (guides) count.append(" · ", make("a", { href: "#guides-found", textContent: counted(strings, "find_guides", guides) }));
    clearTimeout(settle);
    settle = window.setTimeout(() => (status.textContent = count.textContent), SETTLED);
  }

  /** Arrows walk from the field through the results. @param {KeyboardEvent} event */
  function walk(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = /** @type {HTMLElement[]} */ ([input, ...section.querySelectorAll(".card-name a, #guides-found a")]);
    const at = links.indexOf(/** @type {HTMLElement} */ (event.target));
    const next = links[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (at < 0 || !next) return;
    event.preventDefault();
    next.focus();
  }

  input.addEventListener("input", () => {
    state.query = input.value;
    act("typing");
  });
  input.addEventListener("blur", () => {
    finish();
    last = "other";
  });
  input.form?.addEventListener("submit", (event) => {
    event.preventDefault();
    state.query = input.value;
    act();
  });
  for (const place of [input, section]) place.addEventListener("keydown", walk);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
    if (event.target === input && input.value) {
      event.preventDefault();
      input.value = state.query = "";
      act();
    }
    if (event.target !== input && section.contains(/** @type {Node} */ (event.target))) input.focus();
  });
  window.addEventListener("popstate", () => {
    clearTimeout(rest);
    address = undefined;
    state = present();
    input.value = state.query;
    last = "other";
    cleared = "";
    refresh();
  });

  if (!isPlain(state)) return refresh();
  const all = filtered(facets, state.selection, new Uint8Array(index.count).fill(1));
  panel.update(all.counts, state.selection, index.count);
  showSort("built");
  if (!pagination || /index\.html$|\/$/.test(location.pathname)) {
    count.replaceChildren(counted(strings, "find_mentors", index.count));
    const shown = list.children.length;
    if (index.count > shown) after.append(moreButton(index.count - shown, async () => {
      state.shown = shown;
      await more();
    }));
    pagination?.remove();
  }
}
