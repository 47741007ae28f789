// The site that Eleventy builds in the benchmarks: its own Markdown with its typographer on, and lists of ten.
const TEN = 10;

function paged(name, articles) {
  const total = Math.ceil(articles.length / TEN);
  return Array.from({ length: total }, (_, index) => ({
    name, total, number: index + 1, articles: articles.slice(index * TEN, (index + 1) * TEN),
  }));
}

function grouped(articles, names) {
  const groups = new Map();
  for (const article of articles) {
    for (const name of names(article)) {
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(article);
    }
  }
  return [...groups].flatMap(([name, members]) => paged(name, members));
}

export default function (config) {
  const newest = (api) => api.getFilteredByGlob("artikelen/*.md").reverse();
  config.addCollection("articles", newest);
  config.addCollection("indexPages", (api) => paged("Artikelen", newest(api)));
  config.addCollection("topicPages", (api) => grouped(newest(api), (article) => article.data.tags));
  config.addCollection("categoryPages", (api) => grouped(newest(api), (article) => [article.data.category]));
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  config.addFilter("head", (list, many) => list.slice(0, many));
  config.amendLibrary("md", (markdown) => markdown.set({ typographer: true, quotes: "“”‘’" }));
  return { markdownTemplateEngine: false, htmlTemplateEngine: "njk" };
}
