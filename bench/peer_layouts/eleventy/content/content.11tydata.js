export default {
  permalink: ({ page }) => page.inputPath.replace(/^.*\/content\//, "").replace(/\.\w+$/, ".html"),
  layout: "plain.njk",
};
