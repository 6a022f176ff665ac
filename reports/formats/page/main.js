// The parts put together: lists, filters, keys.
const detail = byId("detail");
const inputs = { rule: byId("by-rule"), state: byId("by-state"), page: byId("by-page"), text: byId("by-text") };

function openDetail(parts, focus) {
  const close = el("button", { type: "button", class: "close", "aria-label": "Close the detail", onclick: closeDetail }, "×");
  detail.replaceChildren(close, ...parts.filter((part) => part !== ""));
  detail.hidden = false;
  detail.scrollTop = 0;
  if (focus) detail.focus();
}

function closeDetail() {
  detail.hidden = true;
  shown.list.box?.focus();
}

const openFinding = (one, focus = true) => openDetail(findingDetail(one, openFinding, set), focus);
const openPage = (page, focus = true) => openDetail(pageDetail(page, openFinding, set), focus);

const findingList = new List("findings", [
  { name: "Severity", cell: (one) => badge(one.severity), value: (one) => SEVERITIES.indexOf(one.severity) },
  { name: "Issue", cell: (one) => one.rule.title, value: (one) => one.rule.title },
  { name: "Page", cell: (one) => one.page.short, value: (one) => one.page.short },
  { name: "Line", class: "number", cell: (one) => (one.line ? format.format(one.line) : ""), value: (one) => one.line || 0 },
  { name: "Problem", cell: (one) => one.message, value: (one) => one.message },
  { name: "Change to", class: "change", cell: (one) => one.change, value: (one) => one.change },
  { name: "State", cell: (one) => one.state, value: (one) => one.state },
], (one, open) => (open || !detail.hidden) && openFinding(one, open));
const count = (name) => ({ name: PLURAL[name], class: "number", cell: (page) => (page[name] ? format.format(page[name]) : ""), value: (page) => page[name] });
const pageList = new List("pages", [
  { name: "Page", cell: (page) => page.short, value: (page) => page.short },
  { name: "Title", cell: (page) => page.title || "", value: (page) => page.title || "" },
  ...SEVERITIES.map(count),
], (page, open) => (open || !detail.hidden) && openPage(page, open));

function notChecked() {
  const rows = data.not_checked.map((gap) => el("tr", {}, el("td", {}, gap.what), el("td", { class: "number" }, format.format(gap.count)),
    el("td", {}, address(gap.example)), el("td", {}, gap.why)));
  const names = ["What", "Count", "Example", "Why"].map((name) => el("th", { scope: "col" }, name));
  return el("div", { class: "gaps", tabindex: "0" }, rows.length
    ? el("table", {}, el("thead", {}, el("tr", {}, ...names)), el("tbody", {}, ...rows))
    : el("p", { class: "quiet" }, "Everything that was found could be checked."));
}

const tabs = [
  { name: "Findings", parts: [findingList.box, findingList.empty], list: findingList, filters: true },
  { name: "Pages", parts: [pageList.box, pageList.empty], list: pageList, filters: true },
  { name: "Not checked", parts: [notChecked()], list: {}, filters: false, count: data.not_checked.length },
];
let shown = tabs[0];

function drawTabs() {
  document.querySelector(".tabs").replaceChildren(...tabs.map((tab) => el("button", {
    type: "button", role: "tab", id: `tab-${tabs.indexOf(tab)}`, "aria-selected": tab === shown ? "true" : "false", "aria-controls": "panel", onclick: () => select(tab),
  }, tab.name, el("span", { class: "quiet" }, ` ${format.format(tab.count ?? tab.list.rows.length)}`))));
  byId("panel").setAttribute("aria-labelledby", `tab-${tabs.indexOf(shown)}`);
}

function select(tab) {
  shown = tab;
  byId("panel").replaceChildren(...tab.parts);
  byId("filters").hidden = !tab.filters;
  tab.list.draw?.();
  drawTabs();
}

function apply() {
  const rows = findings.filter(matches);
  const seen = new Set(rows.map((one) => one.page));
  findingList.show(rows);
  pageList.show(pages.filter((page) => page.page && seen.has(page)));
  const left = data.all - findings.length;
  byId("count").textContent = `${format.format(rows.length)} of ${format.format(findings.length)} findings`
    + (left > 0 ? `; ${format.format(left)} more are in the other formats` : "");
  for (const chip of byId("severities").children) chip.setAttribute("aria-pressed", wanted.severity.has(chip.value) ? "true" : "false");
  for (const bar of byId("issues").querySelectorAll("button")) bar.setAttribute("aria-current", bar.dataset.rule === wanted.rule ? "true" : "false");
  for (const [name, input] of Object.entries(inputs)) if (input.value.toLowerCase() !== wanted[name].toLowerCase()) input.value = wanted[name];
  history.replaceState(null, "", `#${filtersAsHash()}`);
  drawTabs();
}

function set(change) {
  if (!("page" in change) && !("text" in change)) change = { page: "", text: "", ...change };
  Object.assign(wanted, { severity: new Set(), rule: "", state: "open", ...change });
  findingList.box.scrollTop = 0;
  select(tabs[0]);
  apply();
}

function start() {
  const { crawl, trend, workbook } = data.head;
  byId("about").textContent = [`${crawl.started.slice(0, 16).replace("T", " ")} UTC`, `${format.format(trend[trend.length - 1].pages)} pages`,
    `crawl ${crawl.id}`, workbook ? `to edit: ${workbook}` : ""].filter(Boolean).join(" · ");
  if (!crawl.complete) {
    byId("alert").textContent = `INCOMPLETE: the crawl did not reach its end${crawl.reason ? ` (${crawl.reason})` : ""}. What is here was seen; the rest was not checked.`;
    byId("alert").hidden = false;
  }
  byId("severities").append(...SEVERITIES.map((name) => el("button", { type: "button", value: name, class: name, onclick: () => {
    if (!wanted.severity.delete(name)) wanted.severity.add(name);
    apply();
  } }, PLURAL[name])));
  const broken = new Set(findings.map((one) => one.rule));
  inputs.rule.append(el("option", { value: "" }, "All issues"), ...data.rules.filter((rule) => broken.has(rule))
    .map((rule) => el("option", { value: rule.id }, `${rule.title} (${format.format(rule.findings)})`)));
  const there = new Set(["open", "all", ...findings.map((one) => one.state)]);
  inputs.state.append(...STATES.filter(([name]) => there.has(name)).map(([name, text]) => el("option", { value: name }, text)));
  for (const [name, input] of Object.entries(inputs)) {
    input.addEventListener("input", () => { wanted[name] = input.tagName === "SELECT" ? input.value : input.value.toLowerCase(); apply(); });
  }
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", (event) => { event.preventDefault(); set({}); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !detail.hidden) closeDetail();
    else if (event.key === "/" && !/^(INPUT|SELECT)$/.test(event.target.tagName)) { event.preventDefault(); select(tabs[0]); inputs.text.focus(); }
  });
  addEventListener("hashchange", () => { filtersFromHash(); apply(); });
  addEventListener("beforeprint", () => shown.list.draw?.(true));
  addEventListener("afterprint", () => shown.list.draw?.());
  drawTotals(set);
  drawTrend();
  drawIssues(set);
  filtersFromHash();
  select(tabs[0]);
  apply();
  document.documentElement.dataset.ready = Math.round(performance.now()); // ms since the file was opened
}
start();
