// The findings, and which of them are shown.
const pages = data.pages.map(([page, outcome, status, title, description, h1, canonical, indexable, words, depth, links, affiliate], id) => ({
  id, page, seen: outcome !== undefined, outcome, status, title, description, h1, canonical, indexable, words, depth, links, affiliate,
  short: shortPage(page), findings: [], error: 0, warning: 0, notice: 0,
}));
const findings = data.findings.map(
  ([rule, severity, page, line, state, message, current, change, place, note, confidence, first, ref, file, status], id) => ({
    id, severity, line, state, message, current, change, place, note, confidence, first, ref, file, status,
    rule: data.rules[rule] || { id: rule, title: String(rule), why: "", fix: "" }, page: pages[page], words: "",
  }),
);
const UNCOUNTED = new Set(["Ignored", "Wrong", "fixed", "page gone", "not checked"]);
for (const one of findings) {
  one.open = !UNCOUNTED.has(one.state);
  one.page.findings.push(one);
  if (one.open) one.page[one.severity] += 1;
}

const STATES = [
  ["open", "Open"], ["new", "New"], ["still", "Still there"], ["came back", "Came back"],
  ["Done, not yet verified", "Done, not yet verified"], ["Ignored", "Ignored"], ["Wrong", "Wrong (false alarm)"], ["fixed", "Fixed"],
  ["page gone", "Page gone"], ["not checked", "Not checked this time"], ["all", "All"],
];
const addresses = new Set(pages.map((one) => one.page.toLowerCase()));
const wanted = { severity: new Set(), rule: "", state: "open", page: "", text: "" };

function matches(one) {
  if (wanted.severity.size && !wanted.severity.has(one.severity)) return false;
  if (wanted.state === "open" ? !one.open : wanted.state !== "all" && one.state !== wanted.state) return false;
  if (wanted.rule && one.rule.id !== wanted.rule) return false;
  if (wanted.page && !onPage(one)) return false;
  return !wanted.text || words(one).includes(wanted.text);
}

// A whole address means that page alone: that of the start page is part of all the others.
function onPage(one) {
  const page = one.page.page.toLowerCase();
  return addresses.has(wanted.page) ? page === wanted.page : page.includes(wanted.page) || one.file.toLowerCase().includes(wanted.page);
}

// Put together when somebody first searches, so that opening the file does not wait for it.
function words(one) {
  one.words ||= [one.rule.title, one.rule.id, one.message, one.current, one.change, one.place, one.note, one.ref, one.page.page, one.file]
    .join("\n").toLowerCase();
  return one.words;
}

function filtersAsHash() {
  const said = new URLSearchParams();
  if (wanted.severity.size) said.set("severity", [...wanted.severity].join(" "));
  for (const name of ["rule", "page", "text"]) if (wanted[name]) said.set(name, wanted[name]);
  if (wanted.state !== "open") said.set("state", wanted.state);
  return said.toString();
}

function filtersFromHash() {
  const said = new URLSearchParams(location.hash.slice(1));
  wanted.severity = new Set((said.get("severity") || "").split(" ").filter((name) => SEVERITIES.includes(name)));
  for (const name of ["rule", "page", "text"]) wanted[name] = said.get(name) || "";
  wanted.state = STATES.some(([name]) => name === said.get("state")) ? said.get("state") : "open";
}
