export default {
  permalink: ({ page }) => page.inputPath.replace(/^.*\/content\//, "").replace(/\.\w+$/, ".html"),
  layout: "guide.njk",
};
