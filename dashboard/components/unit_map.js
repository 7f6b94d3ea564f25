// A treegrid of units by indicators. `data` is, as JSON:
//   words   texts of the page; `decimal` the decimal sign; `page` the address of a unit's page
//   heads   [name, ends, question] of each column
//   units   [name, depth, id, answers, cells, marks] in the order of the tree; `answers` is a place
//           in `bands`; `cells` has `waves` signs a column, the last one the number to show, and is
//           empty for a unit that is not shown; `marks` has a sign a column
//   told    what the page of a unit says, by "row:column"
const NONE = " ", FIRST_SIGN = 40, WINDOWED = 150, SPARE = 12;
const SIGNS = { w: "▼", W: "▼●", a: "●", b: "▲", B: "▲●" };
// What is open and searched for, until the page is loaded anew: for people who come back from a unit.
const memory = { only: false, find: "", open: null, top: 0, at: [0, 0] };

export default function ({ data: bytes, parentElement, setTriggerValue }) {
  const data = new TextDecoder().decode(bytes);
  const root = parentElement.querySelector(".map");
  if (root.shown?.data === data) {
    root.shown.go = setTriggerValue;
    return root.shown.stop;
  }
  root.shown?.stop();
  root.shown = show(root, data, setTriggerValue);
  return root.shown.stop;
}

function show(root, data, go) {
  const map = read(data);
  const { words, units } = map;
  const self = { data, go, stop: end };
  const isLong = units.length > WINDOWED;
  memory.open ??= new Set(units.filter((u) => !isLong || u.depth === 0).map((u) => u.id));
  let rows = [], first = -1, last = -1, all = false;

  const find = make("input", { type: "search", placeholder: words.find, value: memory.find });
  find.setAttribute("aria-label", words.find);
  const only = make("input", { type: "checkbox", checked: memory.only });
  const every = make("button", { type: "button" });
  const count = make("span");
  count.setAttribute("role", "status");
  const table = make("table");
  table.setAttribute("role", "treegrid");
  table.setAttribute("aria-label", words.title);
  table.setAttribute("aria-colcount", map.heads.length + 1);
  const columns = make("colgroup");
  columns.append(make("col", { className: "name" }));
  const head = make("tr");
  head.setAttribute("role", "row");
  head.append(make("th", { scope: "col", textContent: words.unit }));
  for (const [name, ends] of map.heads) {
    columns.append(make("col", { className: "value" }));
    const cell = make("th", { scope: "col", textContent: name });
    cell.append(make("small", { textContent: ends }));
    head.append(cell);
  }
  for (const cell of head.children) cell.setAttribute("role", "columnheader");
  const body = make("tbody");
  const thead = make("thead");
  for (const part of [thead, body]) part.setAttribute("role", "rowgroup");
  thead.append(head);
  table.append(columns, thead, body);
  const box = make("div", { className: isLong ? "box long" : "box" });
  box.append(table);
  const tip = make("div", { className: "tip", id: "tip", hidden: true });
  tip.setAttribute("role", "tooltip");
  const tools = make("div", { className: "tools" });
  const label = make("label");
  label.append(only, make("span", { textContent: words.only }));
  tools.append(find, label, every, count);
  root.replaceChildren(tools, box, legend(words), tip);
  const unit = parseFloat(getComputedStyle(document.documentElement).fontSize);

  function visible() {
    const wanted = plain(memory.find.trim());
    const isNarrowed = wanted !== "" || memory.only;
    const keep = new Uint8Array(units.length);
    for (let i = units.length - 1; i >= 0; i--) {
      const u = units[i];
      const fits = (!memory.only || u.marked > 0) && (wanted === "" || u.plain.includes(wanted));
      if (fits || keep[i]) {
        keep[i] |= fits ? 3 : 1;
        if (u.parent >= 0) keep[u.parent] |= 1;
      }
    }
    const found = [];
    let closed = Infinity, matches = 0;
    units.forEach((u, i) => {
      if (isNarrowed && !keep[i]) return;
      matches += (keep[i] & 2) >> 1;
      if (u.depth > closed) return;
      closed = Infinity;
      found.push(i);
      if (!isNarrowed && !memory.open.has(u.id)) closed = u.depth;
    });
    const number = isNarrowed ? matches : units.length;
    count.textContent = words.count.replace("{shown}", number).replace("{all}", units.length);
    return found;
  }

  function renew() {
    rows = visible();
    first = last = -1;
    memory.at[0] = Math.max(0, Math.min(memory.at[0], rows.length - 1));
    const closed = units.some((u) => u.children && !memory.open.has(u.id));
    every.textContent = closed ? words.open_all : words.close_all;
    table.setAttribute("aria-rowcount", rows.length + 1);
    draw();
  }

  function draw() {
    const height = rowHeight();
    let from = 0, to = rows.length;
    if (!all && rows.length > WINDOWED) {
      from = Math.max(0, Math.floor(box.scrollTop / height) - SPARE);
      to = Math.min(rows.length, from + Math.ceil(box.clientHeight / height) + 2 * SPARE);
    }
    if (from === first && to === last) return;
    [first, last] = [from, to];
    const drawn = document.createDocumentFragment();
    if (from > 0) drawn.append(gap(from * height));
    for (let place = from; place < to; place++) drawn.append(row(place));
    if (to < rows.length) drawn.append(gap((rows.length - to) * height));
    body.replaceChildren(drawn);
    if (!target(...memory.at)) {
      const any = body.querySelector("[data-stop]");
      if (any) any.tabIndex = 0;
    }
  }

  function rowHeight() {
    const coarse = matchMedia("(pointer: coarse)").matches;
    return (coarse ? 2.75 : 2.12) * unit + 1;
  }

  function gap(height) {
    const line = make("tr", { className: "gap" });
    line.setAttribute("aria-hidden", "true");
    const cell = make("td", { colSpan: map.heads.length + 1 });
    cell.style.height = `${height}px`;
    line.append(cell);
    return line;
  }

  function row(place) {
    const index = rows[place], u = units[index];
    const line = make("tr", { className: u.children ? "parent" : "" });
    line.setAttribute("role", "row");
    line.setAttribute("aria-level", u.depth + 1);
    line.setAttribute("aria-rowindex", place + 2);
    line.dataset.place = place;
    const name = make("th", { scope: "row" });
    name.setAttribute("role", "rowheader");
    const inside = make("span", { className: "unit" });
    inside.style.setProperty("--depth", u.depth);
    const isOpen = memory.open.has(u.id) || memory.find.trim() !== "" || memory.only;
    const fold = make("button", { type: "button", className: u.children ? "fold" : "fold none" });
    fold.tabIndex = -1;
    fold.setAttribute("aria-hidden", "true");
    fold.textContent = isOpen ? "▾" : "▸";
    if (u.children) line.setAttribute("aria-expanded", String(isOpen));
    inside.append(fold, stop(link(u, null, u.name), place, 0));
    if (u.children && !isOpen && u.below > 0) {
      const hides = words.inside.replace("{n}", u.below);
      inside.append(make("span", { className: "inside", textContent: `● ${u.below}`, title: hides }));
    }
    name.append(inside);
    line.append(name);
    if (u.cells === "" && u.marked === 0) {
      const why = make("td", { colSpan: map.heads.length });
      why.setAttribute("role", "gridcell");
      const said = make("span", { className: "quiet why" });
      said.append(make("span", { className: "long-text", textContent: hidden(u) }));
      said.append(make("span", { className: "short", textContent: words.not_shown }));
      why.append(said);
      line.append(stop(why, place, 1));
      return line;
    }
    map.heads.forEach((_, column) => line.append(cell(u, index, place, column)));
    return line;
  }

  function cell(u, index, place, column) {
    const box = make("td");
    box.setAttribute("role", "gridcell");
    const signs = u.cells.slice(column * map.waves, (column + 1) * map.waves);
    const value = signs === "" ? NONE : signs.at(-1);
    const mark = u.marks[column];
    if (value === NONE) {
      box.append(make("span", { className: "quiet", textContent: "–" }));
      return stop(box, place, column + 1);
    }
    const inside = link(u, column, "");
    const old = map.old.has(`${index}:${column}`);
    inside.className = `cell ${mark === "." ? "" : mark}${old ? " old" : ""}`;
    inside.append(make("b", { textContent: shown(value) }), spark(signs));
    inside.append(make("span", { className: "sign", textContent: SIGNS[mark] ?? "" }));
    inside.lastChild.setAttribute("aria-hidden", "true");
    if (mark !== ".") inside.append(make("span", { className: "sr", textContent: ` ${words[mark]}` }));
    box.append(stop(inside, place, column + 1));
    return box;
  }

  function link(u, column, text) {
    const query = new URLSearchParams({ unit: u.id });
    if (column !== null) query.set("indicator", map.heads[column][2]);
    const folder = location.pathname.replace(/[^/]+\/?$/, "");
    return make("a", { href: `${folder}${map.page}?${query}`, textContent: text });
  }

  function stop(element, place, column) {
    element.dataset.stop = column;
    element.tabIndex = place === memory.at[0] && column === memory.at[1] ? 0 : -1;
    return element;
  }

  function target(place, column) {
    const line = body.querySelector(`tr[data-place="${place}"]`);
    if (!line) return null;
    const stops = [...line.querySelectorAll("[data-stop]")];
    return stops.findLast((one) => Number(one.dataset.stop) <= column) ?? stops[0];
  }

  function focus(place, column) {
    memory.at = [Math.max(0, Math.min(place, rows.length - 1)), column];
    const height = rowHeight(), top = memory.at[0] * height, above = thead.offsetHeight;
    if (box.scrollHeight > box.clientHeight) {
      if (top < box.scrollTop) box.scrollTop = top;
      if (top + height + above > box.scrollTop + box.clientHeight) {
        box.scrollTop = top + height + above - box.clientHeight;
      }
    }
    draw();
    for (const one of body.querySelectorAll("[data-stop][tabindex='0']")) one.tabIndex = -1;
    const next = target(...memory.at);
    if (next) {
      next.tabIndex = 0;
      next.focus();
    }
  }

  function fold(place, wanted) {
    const u = units[rows[place]];
    if (!u.children || memory.find.trim() !== "" || memory.only) return;
    if (wanted ?? !memory.open.has(u.id)) memory.open.add(u.id);
    else memory.open.delete(u.id);
    renew();
  }

  function hidden(u) {
    let above = u.parent;
    while (above >= 0 && units[above].answers < 0) above = units[above].parent;
    return above < 0 ? words.hidden : words.hidden_in.replace("{unit}", units[above].name);
  }

  function explain(at) {
    const line = at?.closest?.("tr[data-place]");
    const cell = at?.closest?.("[data-stop]") ?? at?.closest?.("td")?.querySelector?.("[data-stop]");
    if (!line || !cell) return hush();
    const index = rows[line.dataset.place], u = units[index], column = cell.dataset.stop - 1;
    const value = u.cells.slice(column * map.waves, (column + 1) * map.waves).at(-1);
    let text = u.answers < 0 ? hidden(u) : map.bands[u.answers];
    if (column >= 0 && cell.matches("a")) {
      const told = map.told[`${index}:${column}`];
      text = `${map.heads[column][0]} ${shown(value)}`;
      text += told === undefined ? "" : ` – ${map.sentences[told].replace(/\.$/, "")}`;
      if (u.answers >= 0 && !map.old.has(`${index}:${column}`)) text += ` · ${map.bands[u.answers]}`;
    } else if (column >= 0 && u.answers >= 0) {
      text = words.few;
    }
    tip.textContent = `${u.name} · ${text}`;
    tip.hidden = false;
    const place = cell.getBoundingClientRect(), size = tip.getBoundingClientRect();
    const below = place.bottom + 6 + size.height < innerHeight;
    tip.style.left = `${Math.max(8, Math.min(place.left, innerWidth - size.width - 8))}px`;
    tip.style.top = `${below ? place.bottom + 6 : place.top - size.height - 6}px`;
    for (const one of body.querySelectorAll("[aria-describedby]")) {
      one.removeAttribute("aria-describedby");
    }
    cell.setAttribute("aria-describedby", "tip");
  }

  function hush() {
    tip.hidden = true;
  }

  function shown(sign) {
    return ((sign.charCodeAt(0) - FIRST_SIGN) / 10).toFixed(1).replace(".", map.decimal);
  }

  function onKey(event) {
    const line = event.target.closest("tr[data-place]");
    if (!line || event.altKey || event.metaKey) return;
    const place = Number(line.dataset.place);
    const column = Number(event.target.dataset.stop ?? 0);
    const u = units[rows[place]], page = Math.max(1, Math.floor(box.clientHeight / rowHeight()) - 2);
    const isOpen = memory.open.has(u.id);
    const moves = {
      ArrowDown: () => focus(place + 1, column),
      ArrowUp: () => focus(place - 1, column),
      PageDown: () => focus(place + page, column),
      PageUp: () => focus(place - page, column),
      ArrowRight() {
        if (column === 0 && u.children && !isOpen) {
          fold(place, true);
          focus(place, 0);
        } else focus(place, Math.min(column + 1, map.heads.length));
      },
      ArrowLeft() {
        if (column > 0) focus(place, column - 1);
        else if (u.children && isOpen) {
          fold(place, false);
          focus(place, 0);
        } else if (u.parent >= 0) focus(rows.indexOf(u.parent), 0);
      },
      Home: () => focus(event.ctrlKey ? 0 : place, 0),
      End: () => focus(event.ctrlKey ? rows.length - 1 : place, map.heads.length),
    };
    if (event.key === "Escape") return hush();
    if (event.key === " " && column === 0) {
      event.preventDefault();
      fold(place);
      return focus(place, 0);
    }
    if (event.key in moves) {
      event.preventDefault();
      moves[event.key]();
    }
  }

  function onClick(event) {
    const line = event.target.closest("tr[data-place]");
    if (!line) return;
    const place = Number(line.dataset.place);
    if (event.target.closest(".fold")) return fold(place);
    const to = event.target.closest("a");
    if (!to || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const column = to.dataset.stop - 1;
    memory.at = [place, column + 1];
    memory.top = box.scrollTop;
    const chosen = { unit: units[rows[place]].id };
    if (column >= 0) chosen.question = map.heads[column][2];
    hush();
    self.go("go", chosen);
  }

  let waiting = 0;
  const later = () => {
    hush();
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => {
      draw();
      const focused = root.getRootNode().activeElement;
      if (body.contains(focused)) explain(focused);
    });
  };
  const resize = () => {
    // As the style sheet has it for the column of names; a device that is turned changes both.
    const [name, value] = matchMedia("(max-width: 640px)").matches ? [9.3, 6.6] : [17, 7.6];
    const least = (name + value * map.heads.length) * unit;
    table.style.minWidth = `${least}px`;
    box.classList.toggle("fits", !isLong && root.clientWidth >= least);
    later();
  };
  const outside = new AbortController();
  const onPaper = (whole) => () => {
    all = whole;
    first = last = -1;
    draw();
  };
  find.addEventListener("input", () => {
    memory.find = find.value;
    box.scrollTop = 0;
    renew();
  });
  only.addEventListener("change", () => {
    memory.only = only.checked;
    box.scrollTop = 0;
    renew();
  });
  every.addEventListener("click", () => {
    const closed = units.some((u) => u.children && !memory.open.has(u.id));
    memory.open = new Set(closed ? units.map((u) => u.id) : [units[0]?.id]);
    renew();
  });
  box.addEventListener("scroll", () => {
    memory.top = box.scrollTop;
    later();
  }, { passive: true });
  body.addEventListener("click", onClick);
  body.addEventListener("keydown", onKey);
  body.addEventListener("pointerover", (event) => explain(event.target));
  body.addEventListener("pointerleave", hush);
  body.addEventListener("focusin", (event) => explain(event.target));
  body.addEventListener("focusout", hush);
  addEventListener("resize", resize, { signal: outside.signal });
  addEventListener("beforeprint", onPaper(true), { signal: outside.signal });
  addEventListener("afterprint", onPaper(false), { signal: outside.signal });

  function end() {
    outside.abort();
    cancelAnimationFrame(waiting);
    root.shown = null;
  }
  renew();
  resize();
  if (memory.top) {
    box.scrollTop = memory.top;
    draw();
  }
  return self;
}

function read(data) {
  const map = JSON.parse(data), path = [];
  map.old = new Set(map.old);
  map.units = map.units.map(([name, depth, id, answers, cells, marks], index) => {
    path[depth] = index;
    const parent = depth > 0 ? path[depth - 1] : -1;
    const marked = [...marks].filter((mark) => mark !== ".").length;
    return {
      name, depth, id: hex(id), answers, cells, marks, parent, marked,
      plain: plain(name), children: 0, below: 0,
    };
  });
  for (const u of [...map.units].reverse()) {
    if (u.parent < 0) continue;
    const above = map.units[u.parent];
    above.children += 1;
    above.below += u.marked + u.below;
  }
  return map;
}

function hex(id) {
  const bytes = atob(id.replaceAll("-", "+").replaceAll("_", "/"));
  return [...bytes].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function spark(signs) {
  const points = [...signs].map((sign) => (sign === NONE ? null : sign.charCodeAt(0)));
  const known = points.filter((point) => point !== null);
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("viewBox", "0 0 60 18");
  picture.setAttribute("preserveAspectRatio", "none");
  picture.setAttribute("aria-hidden", "true");
  if (known.length < 2) return picture;
  // A window of 1.6 points, so that small changes stay small, or all of the line.
  const low = Math.min(...known), high = Math.max(...known);
  const spread = Math.max(16, high - low), bottom = (low + high - spread) / 2;
  const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
  const step = 60 / (points.length - 1);
  line.setAttribute("points", points
    .map((point, at) => (point === null ? "" : `${at * step},${17 - ((point - bottom) / spread) * 16}`))
    .filter(Boolean).join(" "));
  picture.append(line);
  return picture;
}

function legend(words) {
  const list = make("div", { className: "legend" });
  for (const mark of ["w", "a", "b"]) {
    const item = make("span");
    const look = make("span", { className: `cell ${mark}` });
    look.append(make("b", { textContent: SIGNS[mark] }));
    look.setAttribute("aria-hidden", "true");
    item.append(look, make("span", { textContent: words[mark] }));
    list.append(item);
  }
  list.append(make("span", { textContent: words.legend }));
  return list;
}

function make(kind, values = {}) {
  return Object.assign(document.createElement(kind), values);
}
