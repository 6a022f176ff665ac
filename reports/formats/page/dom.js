"use strict";
// Elements are made, never parsed: what a page says is text and nothing else.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const format = new Intl.NumberFormat("en");
const SEVERITIES = ["error", "warning", "notice"];
const PLURAL = { error: "Errors", warning: "Warnings", notice: "Notices" };

function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function svg(name, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// Only web addresses lead anywhere; javascript: and the like stay text.
function address(url, text) {
  if (!/^https?:\/\//i.test(url)) return el("span", {}, text || url);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: url }, text || url);
}

const site = /^https?:\/\//i.test(data.head.crawl.site) ? data.head.crawl.site.replace(/\/$/, "") : "";
function shortPage(page) {
  if (!page) return "the whole site";
  const path = site && page.startsWith(`${site}/`) ? page.slice(site.length) : page;
  try {
    return decodeURI(path); // as a person reads it
  } catch {
    return path;
  }
}

const badge = (severity) => el("span", { class: `severity ${severity}` }, severity);
