/**
 * The whole state of the directory as its address says: words, filters, order, and how many are shown.
 */

/**
 * @typedef {{query: string, selection: Map<string, Set<string>>, sort: string, shown: number, told: boolean}} State
 *   told: what is private stands in the address too, as whoever shares it wished
 */

export const SORTS = ["built", "relevance", "name", "soonest", "newest"];
export const PAGE = 50;
/** Who somebody is stays out of addresses, which are shared and kept: the tab's history holds it instead. */
export const PRIVATE = "communities";
const LONGEST = 200;

/**
 * @param {string} search the address from its question mark on
 * @param {string[]} facets names that the program knows
 * @returns {State}
 */
export function readState(search, facets) {
  const given = new URLSearchParams(search);
  const selection = new Map();
  for (const name of facets) {
    const slugs = given.getAll(name).filter(Boolean);
    if (slugs.length) selection.set(name, new Set(slugs));
  }
  const sort = given.get("sort") ?? "";
  return {
    told: false,
    query: (given.get("q") ?? "").slice(0, LONGEST),
    selection,
    sort: SORTS.includes(sort) ? sort : "",
    shown: Math.min(100000, Math.max(PAGE, Number.parseInt(given.get("show") ?? "", 10) || PAGE)),
  };
}

/**
 * @param {State} state
 * @returns {string} empty, or from the question mark on
 */
export function writeState({ query, selection, sort, shown, told }) {
  const given = new URLSearchParams();
  if (query.trim()) given.set("q", query.trim());
  for (const [name, slugs] of selection) if (told || name !== PRIVATE) for (const slug of slugs) given.append(name, slug);
  if (sort) given.set("sort", sort);
  if (shown > PAGE) given.set("show", String(shown));
  const text = given.toString();
  return text && `?${text}`;
}

/** What the address does not say, for the tab's history. @param {State} state */
export const hidden = ({ selection, told }) => ({ [PRIVATE]: told ? [] : [...(selection.get(PRIVATE) ?? [])] });

/** The state with what the tab's history holds besides. @param {State} state @param {unknown} kept */
export function withHidden(state, kept) {
  const slugs = /** @type {Record<string, unknown> | null} */ (kept)?.[PRIVATE];
  if (Array.isArray(slugs) && slugs.length) state.selection.set(PRIVATE, new Set(slugs.map(String)));
  return state;
}

/** @param {State} state */
export const isPlain = ({ query, selection, sort, shown }) => !query.trim() && !selection.size && !sort && shown === PAGE;
