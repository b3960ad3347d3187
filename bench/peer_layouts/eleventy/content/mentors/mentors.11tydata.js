export default {
  layout: "mentor.njk",
  tags: "mentors",
  permalink: ({ page }) => `mentors/${page.fileSlug}.html`,
};
