// What is known of one finding, and of the page that it stands on.
const OTHERS = 50;

function pair(name, value) {
  return value === "" || value === null || value === undefined ? [] : [el("dt", {}, name), el("dd", {}, value)];
}

function pageFacts(page) {
  const count = (value) => (typeof value === "number" ? format.format(value) : "");
  return el("dl", {},
    ...pair("Address", page.page ? address(page.page) : "the whole site"), ...pair("HTTP status", count(page.status)), ...pair("Title", page.title),
    ...pair("Meta description", page.description), ...pair("H1", page.h1), ...pair("Canonical", page.canonical ? address(page.canonical) : ""),
    ...pair("Indexable", page.seen ? (page.indexable ? "yes" : "no") : ""), ...pair("Words", count(page.words)),
    ...pair("Crawl depth", count(page.depth)), ...pair("Links", count(page.links)), ...pair("Affiliate links", count(page.affiliate)));
}

function others(page, except, open) {
  const rest = page.findings.filter((one) => one !== except && one.open);
  if (!rest.length) return [];
  const shown = rest.slice(0, OTHERS).map((one) => el("li", {},
    el("button", { type: "button", onclick: () => open(one) }, badge(one.severity), " ", one.message, one.line ? ` (line ${one.line})` : "")));
  if (rest.length > OTHERS) shown.push(el("li", { class: "quiet" }, `and ${format.format(rest.length - OTHERS)} more`));
  return [el("h3", {}, except ? `Also on this page (${format.format(rest.length)})` : `On this page (${format.format(rest.length)})`),
    el("ul", { class: "others" }, ...shown)];
}

function findingDetail(one, open, set) {
  const alike = one.rule.findings || 0;
  return [
    el("h2", {}, badge(one.severity), " ", one.rule.title),
    el("p", { class: "message" }, one.message),
    el("dl", {},
      ...pair("Page", one.page.page ? address(one.page.page, one.page.short) : "the whole site"), ...pair("File", one.file),
      ...pair("Line", one.line ? format.format(one.line) : ""), ...pair("Element", one.place),
      ...pair("Current", one.current ? el("code", {}, one.current) : ""), ...pair("Change to", one.change ? el("code", { class: "change" }, one.change) : ""),
      ...pair("Confidence", one.confidence), ...pair("State", one.state), ...pair("First seen", one.first),
      ...pair("Status", one.status === "Open" ? "" : one.status), ...pair("Note", one.note), ...pair("Ref", one.ref)),
    one.rule.why ? el("h3", {}, "Why") : "", one.rule.why ? el("p", {}, one.rule.why) : "",
    one.rule.fix ? el("h3", {}, "How to fix") : "", one.rule.fix ? el("p", {}, one.rule.fix) : "",
    el("p", { class: "more" },
      el("button", { type: "button", onclick: () => set({ rule: one.rule.id }) }, `All of this issue (${format.format(alike)})`),
      one.page.page ? el("button", { type: "button", onclick: () => set({ page: one.page.page.toLowerCase() }) }, "All on this page") : ""),
    one.page.page ? el("h3", {}, "The page") : "", one.page.page ? pageFacts(one.page) : "",
    ...others(one.page, one, open),
  ];
}

const pageDetail = (page, open, set) => [
  el("h2", {}, page.short), pageFacts(page),
  el("p", { class: "more" }, el("button", { type: "button", onclick: () => set({ page: page.page.toLowerCase() }) }, "Show its findings in the list")),
  ...others(page, null, open),
];
