// Totals, the trend over the crawls, and a bar for each issue.
function total(name, count, kind, filter) {
  const button = el("button", { type: "button", class: kind, onclick: filter }, el("b", {}, format.format(count)), ` ${name}`);
  return el("li", {}, button);
}

function drawTotals(set) {
  const { findings_by_severity: counts, since_previous_crawl: changes } = data.head;
  const made = SEVERITIES.map((name) => total(PLURAL[name].toLowerCase(), counts[name], name, () => set({ severity: new Set([name]) })));
  if (changes) {
    const states = [["new", "new", changes.new], ["fixed", "fixed", changes.fixed], ["came back", "came back", changes.came_back],
      ["not checked this time", "not checked", changes.not_checked]];
    made.push(...states.map(([name, state, count]) => total(name, count, "state", () => set({ state }))));
  }
  byId("totals").append(...made);
}

function drawTrend() {
  const crawls = data.head.trend;
  if (crawls.length < 2) {
    byId("trend").append(el("p", { class: "quiet" }, "This is the first crawl; the next one begins the trend."));
    return;
  }
  const [wide, high, left, foot] = [360, 150, 52, 20];
  const top = Math.max(1, ...crawls.map((crawl) => crawl.error + crawl.warning + crawl.notice));
  const step = (wide - left) / crawls.length;
  const bar = Math.min(34, step * 0.72);
  const chart = svg("svg", { viewBox: `0 0 ${wide} ${high}`, role: "img", "aria-label": told(crawls) });
  for (const part of [0, 0.5, 1]) {
    const y = 8 + (1 - part) * (high - foot - 8);
    chart.append(svg("line", { x1: left, x2: wide, y1: y, y2: y, class: "grid" }));
    if (part * top === Math.round(part * top)) {
      chart.append(svg("text", { x: left - 6, y: y + 4, "text-anchor": "end" }, format.format(part * top)));
    }
  }
  const every = Math.ceil(crawls.length / 5);
  crawls.forEach((crawl, number) => {
    const x = left + number * step + (step - bar) / 2;
    let y = high - foot;
    const group = svg("g", {}, svg("title", {}, `${crawl.started.slice(0, 10)}: ${counted(crawl)} on ${format.format(crawl.pages)} pages`));
    for (const name of SEVERITIES) {
      const size = (crawl[name] / top) * (high - foot - 8);
      y -= size;
      group.append(svg("rect", { x, y, width: bar, height: size, class: name }));
    }
    chart.append(group);
    if ((crawls.length - 1 - number) % every === 0) {
      chart.append(svg("text", { x: x + bar / 2, y: high - 5, "text-anchor": "middle" }, crawl.started.slice(5, 10)));
    }
  });
  const legend = el("p", { class: "legend" }, ...SEVERITIES.map((name) => badge(name)));
  byId("trend").append(chart, legend);
}

const counted = (crawl) => SEVERITIES.map((name) => `${format.format(crawl[name])} ${PLURAL[name].toLowerCase()}`).join(", ");
const told = (crawls) => crawls.map((crawl) => `${crawl.started.slice(0, 10)}: ${counted(crawl)}`).join("; ");

function drawIssues(set) {
  const found = data.rules.filter((rule) => rule.findings);
  const most = Math.max(1, ...found.map((rule) => rule.findings));
  byId("issues").append(...found.map((rule) => {
    const bar = el("span", { class: `bar ${rule.severity}` });
    bar.style.width = `${Math.max(1, (100 * rule.findings) / most)}%`;
    const since = data.head.since_previous_crawl ? [[rule.new, "new"], [rule.came_back, "back"], [rule.fixed, "fixed"]] : [];
    const changes = since.filter(([count]) => count).map(([count, name]) => `${format.format(count)} ${name}`).join(", ");
    return el("li", {}, el("button", { type: "button", "data-rule": rule.id, title: rule.fix, onclick: () => set({ rule: rule.id }) },
      el("span", { class: `name ${rule.severity}` }, rule.title), el("b", {}, format.format(rule.findings)),
      el("span", { class: "track" }, bar), el("small", {}, changes)));
  }));
  if (!found.length) byId("issues").append(el("li", { class: "quiet" }, "No issues found."));
}
