/**
 * A star on every card and profile, by which a mentor is kept on the shortlist, and the count in the link to it.
 */
import { saved, toggle } from "./saved.js";
import { fill } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const STAR = "m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.8z";
const label = document.querySelector("form.search")?.getAttribute("data-star") ?? "{name}";

/** @param {string} slug @param {string} name */
function starOf(slug, name) {
  const button = Object.assign(document.createElement("button"), { className: "star", type: "button" });
  button.dataset.star = slug;
  button.setAttribute("aria-label", fill(label, { name }));
  const icon = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  for (const [name, value] of [["class", "icon"], ["viewBox", "0 0 24 24"], ["aria-hidden", "true"]]) icon.setAttribute(name, value);
  path.setAttribute("d", STAR);
  icon.append(path);
  button.append(icon);
  return button;
}

function place() {
  for (const card of document.querySelectorAll("[data-slug]:not(:has(.star))")) {
    const slug = card.getAttribute("data-slug");
    const name = card.querySelector("bdi")?.textContent ?? "";
    if (slug) card.append(starOf(slug, name));
  }
  show();
}

function show() {
  const kept = new Set(saved());
  for (const star of document.querySelectorAll("[data-star].star")) {
    star.setAttribute("aria-pressed", String(kept.has(star.getAttribute("data-star") ?? "")));
  }
  for (const link of document.querySelectorAll("a[data-shortlist]")) {
    link.setAttribute("data-shortlist", kept.size ? String(kept.size) : "");
  }
}

document.addEventListener("click", (event) => {
  const star = event.target instanceof Element ? event.target.closest("button.star") : null;
  if (star) toggle(star.getAttribute("data-star") ?? "");
});
document.addEventListener("mentors:shown", place);
document.addEventListener("mentors:saved", show);
window.addEventListener("storage", show);
place();
