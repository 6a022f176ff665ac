// A list of any length: only the rows in view are elements. All rows are of one height.
const ROW = 34;
const PRINTED = 1000;

class List {
  constructor(name, columns, choose) {
    this.columns = columns;
    this.choose = choose;
    this.rows = [];
    this.at = -1;
    this.sorted = { column: null, down: false };
    this.head = el("div", { class: "row head", role: "row" }, ...columns.map((column) => this.header(column)));
    this.body = el("div", { class: "rows", role: "rowgroup" });
    this.box = el("div", {
      class: `list ${name}`, role: "grid", tabindex: "0", "aria-label": name, "aria-colcount": columns.length,
      onscroll: () => this.draw(), onkeydown: (event) => this.key(event),
    }, this.head, this.body);
    this.empty = el("p", { class: "empty", hidden: true }, "Nothing matches these filters.");
    new ResizeObserver(() => this.draw()).observe(this.box);
  }

  header(column) {
    const sort = el("button", { type: "button", onclick: () => this.sort(column) }, column.name);
    column.head = el("div", { role: "columnheader", class: column.class || "", "aria-sort": "none" }, column.value ? sort : column.name);
    return column.head;
  }

  sort(column) {
    this.sorted = { column, down: this.sorted.column === column && !this.sorted.down };
    for (const other of this.columns) other.head.setAttribute("aria-sort", "none");
    column.head.setAttribute("aria-sort", this.sorted.down ? "descending" : "ascending");
    this.show(this.rows);
  }

  show(rows) {
    const chosen = this.rows[this.at];
    const { column, down } = this.sorted;
    if (column) {
      const order = new Intl.Collator("en", { numeric: true }).compare;
      const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : order(String(a), String(b)));
      rows = [...rows].sort((a, b) => compare(column.value(a), column.value(b)) * (down ? -1 : 1));
    }
    this.rows = rows;
    this.at = chosen ? rows.indexOf(chosen) : -1;
    this.body.style.height = `${rows.length * ROW}px`;
    this.box.setAttribute("aria-rowcount", rows.length + 1);
    this.empty.hidden = rows.length > 0;
    this.draw();
  }

  draw(all = false) {
    const first = all ? 0 : Math.max(0, Math.floor(this.box.scrollTop / ROW) - 8);
    const last = all ? Math.min(this.rows.length, PRINTED) : Math.min(this.rows.length, first + Math.ceil(this.box.clientHeight / ROW) + 16);
    this.body.replaceChildren(...this.rows.slice(first, last).map((row, number) => this.row(row, first + number, all)));
    const active = this.at >= first && this.at < last;
    if (active) this.box.setAttribute("aria-activedescendant", `row-${this.at}`);
    else this.box.removeAttribute("aria-activedescendant");
  }

  row(row, number, all) {
    const cells = this.columns.map((column) => {
      const cell = column.cell(row);
      return el("div", { role: "gridcell", class: column.class || "", title: typeof cell === "string" ? cell : null }, cell);
    });
    const made = el("div", {
      class: "row", role: "row", id: `row-${number}`, "aria-rowindex": number + 2, "aria-selected": number === this.at ? "true" : "false",
      onclick: (event) => event.target.closest("a") || this.pick(number, true),
    }, ...cells);
    if (!all) made.style.top = `${number * ROW}px`;
    return made;
  }

  pick(number, open) {
    this.at = Math.max(0, Math.min(this.rows.length - 1, number));
    const top = this.at * ROW;
    const view = this.box.clientHeight - this.head.offsetHeight;
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    else if (top + ROW > this.box.scrollTop + view) this.box.scrollTop = top + ROW - view;
    this.draw();
    if (this.rows[this.at]) this.choose(this.rows[this.at], open);
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.box.clientHeight / ROW) - 2);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -this.rows.length, End: this.rows.length };
    if (event.target !== this.box || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in steps) this.pick(this.at + steps[event.key], false);
    else if (event.key === "Enter" && this.at >= 0) this.pick(this.at, true);
    else return;
    event.preventDefault();
  }
}
