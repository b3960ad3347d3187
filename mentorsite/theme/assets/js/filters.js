/**
 * The panel of filters, which on a phone opens as a sheet. It is built once; afterwards only counts change, so that
 * nothing jumps and focus stays.
 */
import { filtered } from "./facets.js";
import { words } from "./text.js";
import { counted, fill } from "./words.js";

/**
 * @typedef {import("./facets.js").Facet} Facet
 * @typedef {import("./facets.js").Selection} Selection
 * @typedef {{update: (counts: Int32Array[], selection: Selection, found: number) => void}} Panel
 */

const OPEN_FACETS = 3, OPEN_ON_A_PHONE = 1;
const LONG = 12;

/** @type {<K extends keyof HTMLElementTagNameMap>(tag: K, given?: Partial<HTMLElementTagNameMap[K]>, ...children: (Node | string)[]) => HTMLElementTagNameMap[K]} */
export function make(tag, given = {}, ...children) {
  const element = Object.assign(document.createElement(tag), given);
  element.append(...children);
  return element;
}

/** @param {string} text @param {() => void} take */
export function textButton(text, take) {
  const button = make("button", { type: "button", className: "text-button", textContent: text });
  button.addEventListener("click", take);
  return button;
}

/**
 * @param {HTMLElement} home
 * @param {Facet[]} facets
 * @param {Record<string, string>} strings
 * @param {number} count of all mentors
 * @param {(facet: string, slug: string, chosen: boolean) => void} changed
 * @returns {Panel}
 */
export function buildPanel(home, facets, strings, count, changed) {
  const all = filtered(facets, new Map(), new Uint8Array(count).fill(1)).counts;
  const form = make("form", { className: "filters", id: "filters" }, make("h2", { className: "vh", textContent: strings.find_filters }));
  /** @type {{facet: number, place: number, box: HTMLInputElement, count: HTMLElement, n: number}[]} */
  const rows = [];
  const { format } = new Intl.NumberFormat(document.documentElement.lang);
  const openFirst = matchMedia("(min-width: 60em)").matches ? OPEN_FACETS : OPEN_ON_A_PHONE;
  /** @type {[Int32Array[], Selection] | undefined} */
  let last;
  facets.forEach((facet, number) => {
    const places = inTree(facet).filter((place) => all[number][place] > 0);
    if (!places.length) return;
    const fields = make("fieldset", {}, make("legend", { className: "vh", textContent: facet.title }));
    const box = make("details", { className: "facet", open: number < openFirst }, make("summary", { textContent: facet.title }), fields);
    // Most people never open most of them.
    const fillIn = () => {
      const options = make("div", { className: "facet-options" });
      if (places.length > LONG) fields.append(narrowing(options, fill(strings.find_narrow, { title: facet.title }), strings.find_narrow_hint));
      fields.append(options);
      for (const place of places) options.append(optionOf(facet, number, place));
      if (last) show(...last);
    };
    if (box.open) fillIn();
    else box.addEventListener("toggle", fillIn, { once: true });
    form.append(box);
  });

  /** @param {Facet} facet @param {number} number @param {number} place */
  function optionOf(facet, number, place) {
    const { slug, label, depth } = facet.options[place];
    const box = make("input", { type: "checkbox", name: facet.name, value: slug });
    const shown = make("span", { className: "count" });
    box.addEventListener("change", () => changed(facet.name, slug, box.checked));
    rows.push({ facet: number, place, box, count: shown, n: -1 });
    return make("label", { className: depth ? "option child" : "option" }, box, make("span", { textContent: label }), shown);
  }

  /** @param {Int32Array[]} counts @param {Selection} selection */
  function show(counts, selection) {
    // At each key: what stays as it was is not written again.
    for (const row of rows) {
      const { facet, place, box } = row;
      const n = counts[facet][place];
      const checked = selection.get(facets[facet].name)?.has(box.value) ?? false;
      if (box.checked !== checked) box.checked = checked;
      if (box.disabled !== (!n && !checked)) box.disabled = !n && !checked;
      if (row.n !== n) row.count.textContent = format((row.n = n));
    }
    // A list that scrolls must be reachable by keyboard, also while nothing in it can be ticked.
    for (const list of form.querySelectorAll(".facet-options")) {
      if (list.querySelector("input:enabled")) list.removeAttribute("tabindex");
      else list.setAttribute("tabindex", "0");
    }
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  home.replaceChildren(form);
  home.setAttribute("aria-label", strings.find_filters);
  const sheet = buildSheet(home, form, strings);
  return {
    update(counts, selection, found) {
      last = [counts, selection];
      show(counts, selection);
      const used = [...selection.values()].reduce((sum, slugs) => sum + slugs.size, 0);
      sheet(used, found);
    },
  };
}

/**
 * Parents before their children, each in the order of the vocabulary.
 * @param {Facet} facet
 * @returns {number[]}
 */
function inTree({ options }) {
  /** @type {number[]} */
  const places = [];
  const below = (/** @type {number} */ parent) => options.forEach((option, place) => {
    if (option.parent === parent) {
      places.push(place);
      below(place);
    }
  });
  below(-1);
  return places;
}

/**
 * A field that narrows a long facet to the options whose words begin as typed.
 * @param {HTMLElement} options
 * @param {string} label
 * @param {string} hint
 */
function narrowing(options, label, hint) {
  const field = make("input", { className: "input", type: "search", placeholder: hint, autocomplete: "off" });
  field.setAttribute("aria-label", label);
  field.addEventListener("input", () => {
    const typed = words(field.value);
    for (const option of options.children) {
      const own = words(option.children[1].textContent ?? "");
      /** @type {HTMLElement} */ (option).hidden = !typed.every((text) => own.some((word) => word.startsWith(text)));
    }
  });
  field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  return field;
}

/**
 * @param {HTMLElement} home
 * @param {HTMLElement} form
 * @param {Record<string, string>} strings
 * @returns {(used: number, found: number) => void}
 */
function buildSheet(home, form, strings) {
  const opener = make("button", { type: "button", className: "button button-quiet filters-open" });
  opener.setAttribute("aria-haspopup", "dialog");
  const close = make("button", { type: "button", className: "text-button", textContent: strings.find_close });
  const show = make("button", { type: "button", className: "button" });
  const body = make("div", { className: "sheet-body" });
  const title = make("h2", { textContent: strings.find_filters, id: "sheet-title" });
  const sheet = make("dialog", { className: "sheet" },
    make("div", { className: "sheet-head" }, title, close), body, make("div", { className: "sheet-foot" }, show));
  sheet.setAttribute("aria-labelledby", title.id);
  document.querySelector("a.filters-open")?.replaceWith(opener);
  document.body.append(sheet);
  opener.addEventListener("click", () => {
    body.append(form);
    sheet.showModal();
  });
  for (const button of [close, show]) button.addEventListener("click", () => sheet.close());
  sheet.addEventListener("close", () => home.append(form));
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
  return (used, found) => {
    opener.replaceChildren(strings.find_filters);
    if (used) opener.append(" ", make("span", { className: "count", textContent: fill(strings.find_filters_used, { n: used }) }));
    show.textContent = fill(strings.find_show, { count: counted(strings, "find_mentors", found) });
  };
}
