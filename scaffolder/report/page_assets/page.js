"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const plan = data.plan;
const main = document.getElementById("main");

/* Elements are made, never parsed: text of the document stays text. */
function make(tag, attributes, ...children) {
  const svg = ["svg", "g", "rect", "text", "path", "title", "marker", "defs"].includes(tag);
  const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter((c) => c !== null && c !== undefined && c !== ""));
  return node;
}

function table(caption, heads, rows, classes = []) {
  if (!rows.length) return make("p", { class: "soft" }, `${caption}: none.`);
  const head = make("tr", {}, ...heads.map((h) => make("th", { scope: "col" }, h)));
  const draw = (r) => make("tr", {}, ...r.map((c, n) => make("td", { class: classes[n] || null }, c instanceof Node ? c : String(c ?? ""))));
  const body = make("tbody");
  const more = extender(body, draw);
  more.start(rows);
  return make("div", { class: "scroll" }, make("table", { "aria-label": caption }, make("thead", {}, head), body), more.button);
}

/* Of a long list, as much as is looked at; a button adds the next part. */
const PAGE = 200;
function extender(list, draw) {
  let shown = [], count = 0;
  const button = make("button", { type: "button" }, "Show more");
  const extend = () => {
    list.append(...shown.slice(count, count + PAGE).map(draw));
    count = Math.min(shown.length, count + PAGE);
    button.hidden = count >= shown.length;
    button.textContent = `Show more (${shown.length - count})`;
  };
  button.addEventListener("click", extend);
  return { button, start: (items) => { shown = items; count = 0; list.replaceChildren(); extend(); } };
}

/* A long list is filled as it is opened or asked for, so that a thousand entries cost what is looked at. */
function lazy(title, fill, key) {
  const body = make("div");
  const node = make("details", key ? { id: key } : {}, make("summary", {}, ...title), body);
  node.addEventListener("toggle", () => { if (node.open && !body.childNodes.length) body.append(...fill()); });
  return node;
}

/* What is shown of items is chosen by words that are all in an item's text; `start` gets what is left. */
function searching(label, items, text, start) {
  const found = make("p", { class: "soft", role: "status" });
  const field = make("input", { type: "search", "aria-label": `Search ${label}`, placeholder: `Search ${label}` });
  const search = () => {
    const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const shown = items.filter((item) => { const t = text(item).toLowerCase(); return wanted.every((w) => t.includes(w)); });
    start(shown, wanted.length > 0);
    found.textContent = `${shown.length} of ${items.length}`;
  };
  field.addEventListener("input", search);
  search();
  return make("div", { class: "tools" }, field, found);
}

function listing(label, items, text, draw) {
  const list = make("div"), more = extender(list, draw);
  return make("div", {}, searching(label, items, text, more.start), list, more.button);
}

function card(number, label, kind) { return make("div", { class: "card" }, make("b", { class: (number !== 0 && kind) || null }, String(number)), label); }

const byEntity = new Map(plan.entities.map((e) => [e.name, []]));
for (const o of plan.operations) if (o.entity && byEntity.has(o.entity)) byEntity.get(o.entity).push(o);
const crud = plan.operations.filter((o) => o.kind !== "custom").length;
const OPEN = new Set(["unfilled", "stale", "failed"]);

function overview() {
  const open = data.placeholders.filter((p) => OPEN.has(p.state)).length;
  const steps = data.verdict ? data.verdict.steps : [];
  const failed = steps.filter((s) => !["passed", "nothing"].includes(s.status)).length;
  const state = data.verdict ? (data.verdict.ok ? ["verified", "good"] : [`${failed} not passed`, "bad"]) : ["never verified", "warn"];
  return [
    make("p", {}, data.headline), data.description ? make("p", { class: "soft lines" }, data.description) : null,
    make("div", { class: "cards" }, card(plan.entities.length, "entities"), card(crud, "CRUD operations"), card(plan.operations.length - crud, "custom operations"),
      card(open, "open placeholders", open ? "warn" : "good"), card(state[0], "last check", state[1]), card(coverage(steps), "coverage of the tests"), card(data.changes.length, "files of the last run")),
    make("h2", {}, "Relationships"), table("Relationships", ["entity", "name", "to", "kind"], relations()),
    make("h2", {}, "Decisions"), table("Decisions", ["subject", "decided", "because"], plan.decisions.map((d) => [d.subject, d.decided, d.reason])),
  ];
}

function coverage(steps) {
  const measured = steps.find((s) => s.coverage !== null && s.coverage !== undefined);
  return measured ? `${Math.floor(measured.coverage)} %` : "not measured";
}

function relations() {
  const names = new Map(plan.entities.map((e) => [e.table, e.name]));
  const keys = plan.entities.flatMap((e) => e.columns.filter((c) => c.references).map((c) => [e.name, c.name, names.get(c.references.table) || c.references.table, "many to one"]));
  return keys.concat(plan.relationships.filter((r) => r.kind === "many to many").map((r) => [r.entity, r.name, r.target, r.kind]));
}

function counted(number, thing) { return `${number} ${thing}${number === 1 ? "" : "s"}`; }

function columnsOf(entity) {
  const key = (c) => [c.primary_key && "primary key", c.unique && "unique", c.index && "index", c.references && `references ${c.references.table}.${c.references.column} on delete ${c.references.on_delete.toLowerCase()}`].filter(Boolean).join(", ");
  const filled = (c) => (c.generator === "none" ? c.role : `${c.role} (${c.generator})`);
  return table(`Columns of ${entity.name}`, ["column", "type", "null", "key", "filled by", "property"],
    entity.columns.map((c) => [c.name, c.length ? `${c.kind}(${c.length})` : c.kind, c.nullable ? "null" : "", key(c), filled(c), c.property]), ["code", "code"]);
}

const operationsTable = (rows) => table("Operations", ["operation", "kind", "entity", "status", "because"], rows.map((o) => [`${o.method} ${o.path}`, o.kind, o.entity, o.status, o.kind === "custom" ? o.reason : ""]), ["code"]);

function entities() {
  return [listing("entities", plan.entities, (e) => `${e.name} ${e.table} ${e.module} ${e.columns.map((c) => c.name).join(" ")}`, (e) =>
    lazy([make("b", {}, e.name), ` ${e.table}, ${counted(e.columns.length, "column")}, ${counted(byEntity.get(e.name).length, "operation")}`],
      () => [make("p", { class: "soft" }, e.reason), columnsOf(e), make("h3", {}, "Operations"), operationsTable(byEntity.get(e.name))], `entity-${e.name}`))];
}

/* By module; what is searched for is shown at once. */
function operations() {
  const list = make("div");
  const title = (module, all) => [make("b", {}, module), ` ${counted(all.length, "operation")}, ${all.filter((o) => o.kind === "custom").length} custom`];
  const more = extender(list, ([module, all]) => lazy(title(module, all), () => [operationsTable(all)]));
  const start = (shown, searched) => {
    if (searched) { more.start([]); list.append(operationsTable(shown)); return; }
    const groups = new Map();
    for (const o of shown) groups.set(o.module, [...(groups.get(o.module) || []), o]);
    more.start([...groups]);
  };
  const field = searching("operations", plan.operations, (o) => `${o.module} ${o.method} ${o.path} ${o.operation_id} ${o.kind}`, start);
  return [make("div", {}, field, list, more.button)];
}

const STATES = { unfilled: "warn", filled: "good", edited: "good", stale: "warn", failed: "bad" };
const price = (cost) => (cost === null ? "not known" : `$${cost.toFixed(4)}`);
function placeholders() {
  const rows = data.placeholders;
  const tokens = rows.reduce((sum, p) => sum + p.tokens, 0), cost = rows.reduce((sum, p) => sum + (p.cost || 0), 0);
  return [
    make("div", { class: "cards" }, ...Object.keys(STATES).map((s) => card(rows.filter((p) => p.state === s).length, s, STATES[s])), card(tokens, "tokens"), card(price(cost), "cost")),
    listing("placeholders", rows, (p) => `${p.id} ${p.path} ${p.part} ${p.state} ${p.text} ${p.model}`, (p) =>
      lazy([make("b", {}, p.id), " ", make("span", { class: STATES[p.state] || null }, p.state), ` ${p.part}, ${p.path}:${p.line}`],
        () => [make("p", {}, p.text), table("History", ["model", "attempts", "tokens", "cost", "mutants caught", "note"], [[p.model || "none", p.attempts, p.tokens, price(p.cost), p.mutants, p.why]])])),
    make("h2", {}, "Rules"), table("Rules", ["rule", "on", "status", "text"], plan.rules.map((r) => [r.id, r.on.join(", "), r.status, r.text])),
  ];
}

function checks() {
  if (!data.verdict) return [make("p", {}, "This project was not verified since it was made: ", make("code", {}, "scaffold verify"), " does.")];
  const called = (s) => (["sqlite", "postgresql"].includes(s.name) ? `conformance, ${s.name}` : s.name);
  const mark = { passed: "good", nothing: "soft", failed: "bad", timed_out: "bad", skipped: "warn" };
  return [
    data.verified ? make("p", { class: "soft" }, `Verified ${data.verified}`) : null,
    table("Checks", ["check", "result", "seconds", "detail", "same by hand"], data.verdict.steps.map((s) => [called(s), make("span", { class: mark[s.status] }, s.status.replace("_", " ")), s.seconds.toFixed(1), s.detail, s.command]), ["", "", "", "", "code"]),
    ...data.verdict.steps.filter((s) => s.findings.length || s.output).map((s) => lazy([make("b", {}, called(s)), ` ${counted(s.findings.length, "finding")}`], () => [
      table("Findings", ["place", "code", "message"], s.findings.map((f) => [`${f.file}:${f.line}:${f.column}`, f.code, f.message]), ["code", "code"]), s.output ? make("pre", {}, s.output) : null].filter(Boolean))),
  ];
}

function changes() {
  if (!data.changes.length) return [make("p", {}, "The last run changed no file that was there before, or its former state is not kept.")];
  return [listing("files", data.changes, (c) => `${c.path} ${c.action}`, (c) => lazy([make("code", {}, c.path), ` ${c.action}`], () => [difference(c)]))];
}

function difference(change) {
  const cell = (n, text, side) => [make("td", { class: "n" }, n ? String(n) : ""), make("td", { class: side }, text)];
  const rows = change.lines.map(([kind, n, left, m, right]) => kind === "gap" ? make("tr", { class: "gap" }, make("td", { colspan: 4 })) : make("tr", { class: kind }, ...cell(n, left, "l"), ...cell(m, right, "r")));
  const note = change.hidden ? make("p", { class: "soft" }, `${change.hidden} more lines are not shown.`) : "";
  return make("div", {}, make("table", { class: "diff", "aria-label": `${change.path}, before and after` }, make("tbody", {}, ...rows)), note);
}

function review() {
  if (data.review === null) return [make("p", {}, "No review was made: ", make("code", {}, "scaffold review"), " does.")];
  const kinds = { error: "bad", warning: "warn", note: null };
  const row = (f) => [make("span", { class: kinds[f.severity] || null }, f.severity), `${f.file}:${f.line}`, f.code, f.message, f.reason];
  const weight = Object.keys(kinds), sorted = [...data.review].sort((a, b) => weight.indexOf(a.severity) - weight.indexOf(b.severity));
  const list = make("div");
  const start = (shown) => list.replaceChildren(table("Findings of the review", ["severity", "place", "code", "finding", "why it matters"], shown.map(row), ["", "code", "code"]));
  return [
    make("div", { class: "cards" }, ...Object.entries(kinds).map(([kind, colour]) => { const n = data.review.filter((f) => f.severity === kind).length; return card(n, `${kind}${n === 1 ? "" : "s"}`, colour); })),
    searching("findings", sorted, (f) => `${f.severity} ${f.file} ${f.code} ${f.message}`, start), list,
  ];
}

/* The diagram: drawn once, moved by its view box. */
function diagram() {
  const { boxes, lines, width, height } = data.diagram;
  const at = new Map(boxes.map((b) => [b[0], b]));
  const svg = make("svg", { id: "canvas", tabindex: 0, role: "group", "aria-label": `Entity-relationship diagram of ${boxes.length} entities; arrow keys move it, plus and minus zoom, 0 shows all. The same is in the tables of Overview and Entities.` });
  const picture = make("g", { class: "far" });
  const paths = lines.filter((l) => at.has(l[0]) && at.has(l[1])).map((l) => ({ l, node: make("path", { d: route(at.get(l[0]), at.get(l[1])), class: l[3] ? "many" : l[4] ? "" : "optional", "marker-start": "url(#crow)", "marker-end": l[3] ? "url(#crow)" : "url(#one)" }, make("title", {}, `${l[0]} ${l[2]} ${l[1]}`)) }));
  const marker = (id, d) => make("marker", { id, viewBox: "0 0 12 12", refX: 11, refY: 6, markerWidth: 11, markerHeight: 11, orient: "auto-start-reverse" }, make("path", { d }));
  svg.append(make("defs", {}, marker("crow", "M0 6 L12 0 M0 6 L12 6 M0 6 L12 12"), marker("one", "M6 0 L6 12")));
  picture.append(...paths.map((p) => p.node), ...boxes.map((b) => box(b)));
  svg.append(picture);
  let view = [0, 0, 1, 1];
  const show = () => { svg.setAttribute("viewBox", view.join(" ")); picture.classList.toggle("far", svg.clientWidth / view[2] < 0.45); };
  const fit = () => { const ratio = (svg.clientWidth || 1) / (svg.clientHeight || 1), w = Math.max(width + 40, (height + 40) * ratio); view = [(width - w) / 2, (height - w / ratio) / 2, w, w / ratio]; show(); };
  const zoom = (by, x = view[0] + view[2] / 2, y = view[1] + view[3] / 2) => { view = [x - (x - view[0]) * by, y - (y - view[1]) * by, view[2] * by, view[3] * by]; show(); };
  const move = (dx, dy) => { view[0] += dx * view[2]; view[1] += dy * view[3]; show(); };
  const point = (event) => { const r = svg.getBoundingClientRect(); return [view[0] + (event.clientX - r.left) / r.width * view[2], view[1] + (event.clientY - r.top) / r.height * view[3]]; };
  function mark(name) {
    svg.querySelectorAll(".on").forEach((n) => n.classList.remove("on"));
    svg.querySelector(`g.box[data-name="${CSS.escape(name)}"]`)?.classList.add("on");
    for (const p of paths) p.node.classList.toggle("on", p.l[0] === name || p.l[1] === name);
  }
  function centre(name) { const b = at.get(name); if (!b) return; const w = Math.max(900, b[4] * 3), ratio = svg.clientWidth / svg.clientHeight; view = [b[2] + b[4] / 2 - w / 2, b[3] + b[5] / 2 - w / ratio / 2, w, w / ratio]; show(); mark(name); }
  svg.addEventListener("wheel", (e) => { e.preventDefault(); zoom(e.deltaY > 0 ? 1.15 : 1 / 1.15, ...point(e)); }, { passive: false });
  let grip = null;
  svg.addEventListener("pointerdown", (e) => { grip = point(e); });
  svg.addEventListener("pointermove", (e) => { if (!grip || !e.buttons) return; const [x, y] = point(e); view[0] += grip[0] - x; view[1] += grip[1] - y; show(); });
  svg.addEventListener("pointerup", () => { grip = null; });
  svg.addEventListener("keydown", (e) => {
    const act = { ArrowLeft: () => move(-0.1, 0), ArrowRight: () => move(0.1, 0), ArrowUp: () => move(0, -0.1), ArrowDown: () => move(0, 0.1), "+": () => zoom(1 / 1.25), "=": () => zoom(1 / 1.25), "-": () => zoom(1.25), 0: fit }[e.key];
    if (act) { e.preventDefault(); act(); }
  });
  const pick = make("select", { "aria-label": "Go to an entity" }, make("option", { value: "" }, "Go to an entity"), ...plan.entities.map((e) => make("option", {}, e.name)));
  pick.addEventListener("change", () => pick.value && centre(pick.value));
  const button = (label, name, act) => make("button", { type: "button", "aria-label": name, onclick: act }, label);
  function box(b) {
    const [name, tableName, x, y, w, h, more, ...rows] = b;
    const open = () => { select("entities"); reveal(name); };
    const text = (cls, tx, ty, value) => make("text", { class: cls, x: tx, y: ty }, value);
    const node = make("g", { class: "box", "data-name": name, tabindex: 0, role: "button", "aria-label": `${name}, table ${tableName}`, onclick: () => mark(name), ondblclick: open, onfocus: () => mark(name), onkeydown: (e) => { if (e.key === "Enter") { e.preventDefault(); open(); } } },
      make("rect", { class: "frame", x, y, width: w, height: h, rx: 5 }), make("rect", { class: "head", x: x + 1, y: y + 1, width: w - 2, height: 24, rx: 4 }), text("name", x + 8, y + 17, name));
    rows.forEach(([column, what], n) => node.append(text("", x + 8, y + 42 + n * 18, column), text("what", x + w - 8, y + 42 + n * 18, what)));
    if (more) node.append(text("what", x + w - 8, y + 42 + rows.length * 18, `${more} more`));
    return node;
  }
  requestAnimationFrame(fit);
  return [make("div", { class: "tools" }, button("+", "Zoom in", () => zoom(1 / 1.25)), button("−", "Zoom out", () => zoom(1.25)), button("All", "Show all", fit), pick, make("span", { class: "soft" }, "Drag or arrow keys move, wheel or + and − zoom, Enter on a box opens the entity.")), svg];
}

function route(a, b) {
  const [, , ax, ay, aw, ah] = a, [, , bx, by, bw, bh] = b;
  if (a === b) return `M${ax + aw} ${ay + 16} C${ax + aw + 46} ${ay - 10} ${ax + aw + 46} ${ay + 62} ${ax + aw} ${ay + 40}`;
  const y1 = ay + ah / 2, y2 = by + bh / 2;
  if (ax >= bx + bw) return curve(ax, y1, bx + bw, y2, -1, 1);
  if (bx >= ax + aw) return curve(ax + aw, y1, bx, y2, 1, -1);
  return curve(ax + aw, y1, bx + bw, y2, 1, 1);
}
function curve(x1, y1, x2, y2, d1, d2) { const pull = Math.max(40, Math.abs(x2 - x1) / 2); return `M${x1} ${y1} C${x1 + d1 * pull} ${y1} ${x2 + d2 * pull} ${y2} ${x2} ${y2}`; }

function reveal(name) {
  const field = main.querySelector("input[type=search]");
  if (!document.getElementById(`entity-${name}`)) { field.value = name; field.dispatchEvent(new Event("input")); }
  const node = document.getElementById(`entity-${name}`);
  if (node) { node.open = true; node.scrollIntoView({ block: "start" }); node.querySelector("summary").focus(); }
}

const SECTIONS = { overview: ["Overview", overview], diagram: ["Diagram", diagram], entities: ["Entities", entities], operations: ["Operations", operations], placeholders: ["Rules and fills", placeholders], checks: ["Checks", checks], changes: ["Last changes", changes], review: ["Review", review] };
const tabs = document.getElementById("tabs");
for (const [key, [label]] of Object.entries(SECTIONS)) {
  tabs.append(make("button", { type: "button", role: "tab", id: `tab-${key}`, "aria-controls": "main", onclick: () => select(key) }, label));
}
tabs.addEventListener("keydown", (e) => {
  const all = [...tabs.children], now = all.indexOf(document.activeElement);
  const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: all.length - 1 }[e.key];
  if (next === undefined) return;
  e.preventDefault();
  const tab = all[(next + all.length) % all.length];
  tab.focus();
  tab.click();
});
function select(key) {
  for (const tab of tabs.children) { const on = tab.id === `tab-${key}`; tab.setAttribute("aria-selected", on); tab.tabIndex = on ? 0 : -1; }
  main.setAttribute("role", "tabpanel");
  main.setAttribute("aria-labelledby", `tab-${key}`);
  main.replaceChildren(...SECTIONS[key][1]().filter(Boolean));
  history.replaceState(null, "", `#${key}`);
}
document.getElementById("theme").addEventListener("click", () => {
  const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "light" : "dark";
});
select(SECTIONS[location.hash.slice(1)] ? location.hash.slice(1) : "overview");
