/**
 * Results as one types, in a list below the search field; the form itself still works without.
 */
import { cardsOf, whyOf } from "./cards.js";
import { SUPPORT, contacts, inNeed } from "./crisis.js";
import { lookAhead, root, withSite } from "./open.js";
import { search } from "./rank.js";
import { counted, fill, mark, roomInWords } from "./words.js";

const MENTORS = 6, GUIDES = 4;
const SETTLED = 500;

/** @param {HTMLInputElement} input */
export function attach(input) {
  const form = /** @type {HTMLFormElement} */ (input.form);
  const popup = Object.assign(document.createElement("div"), { className: "popup", id: `${input.id}-results`, hidden: true });
  popup.setAttribute("role", "listbox");
  const status = Object.assign(document.createElement("p"), { className: "vh" });
  status.setAttribute("role", "status");
  form.append(popup, status);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": popup.id,
  })) input.setAttribute(name, value);

  let turn = 0, active = -1;
  let settle = 0;
  const options = () => /** @type {HTMLAnchorElement[]} */ ([...popup.querySelectorAll("[role=option]")]);

  function close() {
    turn++;
    popup.hidden = true;
    choose(-1);
    input.setAttribute("aria-expanded", "false");
  }

  /** @param {number} place */
  function choose(place) {
    active = place;
    options().forEach((option, other) => option.setAttribute("aria-selected", String(other === place)));
    const option = options()[place];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  /** @param {Node[]} children @param {string} told */
  function show(children, told) {
    popup.replaceChildren(...children);
    popup.hidden = false;
    input.setAttribute("aria-expanded", String(options().length > 0));
    choose(-1);
    clearTimeout(settle);
    settle = window.setTimeout(() => (status.textContent = told), SETTLED);
  }

  async function update() {
    const own = ++turn;
    const typed = input.value.trim();
    if (!typed) return close();
    const slow = window.setTimeout(() => {
      if (own === turn && popup.hidden) withSite(async ({ strings }) => own === turn && popup.hidden && show([line(strings.find_loading)], strings.find_loading)).catch(() => {});
    }, 1200);
    try {
      await withSite(async (site) => {
        const found = await search(site.index, input.value);
        if (own !== turn) return;
        const children = await listed(site, found, typed, popup.id);
        if (own !== turn) return;
        popup.setAttribute("aria-label", site.strings.find_results);
        show(children, toldOf(site, found));
        lookAhead(site);
      });
    } catch (error) {
      if (own === turn) show([line(input.form?.dataset.failed ?? "")], input.form?.dataset.failed ?? "");
      console.error(error);
    } finally {
      clearTimeout(slow);
    }
  }

  input.addEventListener("input", update);
  input.addEventListener("focus", () => input.value.trim() && popup.hidden && update());
  input.addEventListener("keydown", (event) => {
    const count = options().length;
    if (event.key === "Escape" && !popup.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count && !event.isComposing) {
      event.preventDefault();
      if (popup.hidden) return void update();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(active < 0 ? (step > 0 ? 0 : count - 1) : active + step < 0 || active + step >= count ? -1 : active + step);
    } else if (event.key === "Enter" && active >= 0 && !popup.hidden) {
      event.preventDefault();
      options()[active].click();
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node && form.contains(event.relatedTarget))) close();
  });
  // Whoever comes back finds the field as it was left.
  popup.addEventListener("click", () => history.replaceState({ typed: input.value }, ""));
  popup.addEventListener("pointerdown", (event) => event.preventDefault());
  popup.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest(`[href="#${SUPPORT}"]`)) close();
  });
  if (document.activeElement === input) update();
}

/** @param {string} text */
function line(text) {
  const made = Object.assign(document.createElement("p"), { className: "popup-group", textContent: text });
  made.setAttribute("role", "presentation");
  return made;
}

/**
 * @param {import("./open.js").Site} site
 * @param {import("./rank.js").Found} found
 */
function toldOf({ strings }, { order, guides }) {
  const mentors = counted(strings, "find_mentors", order.length);
  return guides.length ? fill(strings.find_and, { a: mentors, b: counted(strings, "find_guides", guides.length) }) : mentors;
}

/**
 * @param {import("./open.js").Site} site
 * @param {import("./rank.js").Found} found
 * @param {string} typed
 * @param {string} id
 * @returns {Promise<Node[]>}
 */
async function listed(site, found, typed, id) {
  const { strings, index } = site;
  const terms = found.words.map(({ text }) => text);
  let number = 0;
  /** @type {(url: string, title: string, why: string, after?: Node | null) => HTMLElement} */
  const option = (url, title, why, after) => {
    const link = Object.assign(document.createElement("a"), { className: "popup-option", href: url, id: `${id}-${number++}`, tabIndex: -1 });
    link.setAttribute("role", "option");
    const name = Object.assign(document.createElement("bdi"), { className: "popup-title", textContent: title });
    mark(name, terms);
    link.append(name);
    if (why) link.append(Object.assign(document.createElement("span"), { className: "popup-why", textContent: why }));
    if (after) link.append(after);
    return link;
  };
  /** @type {(heading: string, options: Node[]) => HTMLElement} */
  const group = (heading, options) => {
    const box = document.createElement("div");
    const title = Object.assign(line(heading), { id: `${id}-g${number}` });
    box.setAttribute("role", "group");
    box.setAttribute("aria-labelledby", title.id);
    box.append(title, ...options);
    return box;
  };

  const children = [];
  const people = inNeed(typed, strings.crisis_words) ? contacts() : [];
  if (people.length) {
    const told = people.map(({ name, ways }) => [name, ...ways.map((way) => way.textContent ?? "")].join(" ")).join(" · ");
    children.push(option(`#${SUPPORT}`, document.getElementById(SUPPORT)?.textContent ?? "", told));
  }
  const all = new URL(`mentors/index.html?q=${encodeURIComponent(typed)}`, root).href;
  if (!found.order.length && !found.guides.length) {
    children.push(line(fill(strings.find_nothing, { query: typed })), option(new URL("mentors/index.html", root).href, strings.find_drop_all, ""));
    return children;
  }
  if (found.relaxed) children.push(line(strings[found.relaxed]));
  const cards = await cardsOf(site, found.order.slice(0, MENTORS));
  if (cards.length) {
    children.push(group(strings.mentors, cards.map(({ id, element, name, url, room }) => {
      const title = element.querySelector(".card-title")?.textContent?.trim() ?? "";
      const badge = Object.assign(document.createElement("span"), { className: "badge", textContent: roomInWords(strings, room) });
      badge.dataset.state = room.state;
      return option(url, name, whyOf(site, found, id, `${name} ${title}`) || title, badge);
    })));
  }
  if (found.guides.length) {
    const guides = await index.guides();
    children.push(group(strings.guides, found.guides.slice(0, GUIDES).map(({ guide, section }) => {
      const anchor = guides.anchors[section];
      return option(new URL(guides.urls[guide] + (anchor ? `#${anchor}` : ""), root).href, guides.titles[guide], guides.headings[section]);
    })));
  }
  if (found.order.length > MENTORS) children.push(option(all, fill(strings.find_all, { query: typed }), counted(strings, "find_mentors", found.order.length)));
  return children;
}
