// Comments to be read by theme, one page of them. `data.json` is:
//   page      what tells this page from another; while it stays, what was chosen here stays too
//   words     texts; `themes` [id, name, what belongs to it], the first nine by the keys 1 to 9
//   comments  [id, text, themes or null, {theme: words that suggest it}]
// Sends `codes`: the themes of every comment that was read here, by id; and `turn`: the next page.
const SOON = 250;
// Whether the page was turned from here: then the next one has the focus at once.
const memory = { turned: false };

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".coding");
  const given = JSON.parse(data.json);
  if (root.shown?.page === given.page) {
    Object.assign(root.shown, { send: setStateValue, turn: setTriggerValue });
    return root.shown.stop;
  }
  root.shown?.stop();
  root.shown = show(root, given, setStateValue, setTriggerValue);
  return root.shown.stop;
}

function show(root, { page, words, themes, comments }, send, turn) {
  const self = { page, send, turn, stop };
  const codes = new Map();
  let timer = null, at = Math.max(0, comments.findIndex(([, , given]) => given === null));

  const told = make("p", { className: "told" });
  told.setAttribute("role", "status");
  const list = make("div");
  const rows = comments.map((comment, place) => row(comment, place));
  list.append(...rows.map((one) => one.item));
  root.replaceChildren(make("p", { className: "keys", textContent: words.keys }), list, told);
  list.addEventListener("keydown", pressed);
  root.addEventListener("focusout", leaving);
  point(at, memory.turned);
  memory.turned = false;
  count();
  return self;

  function row([id, text, given, suggested], place) {
    const item = make("div", { className: "row" });
    item.setAttribute("role", "group");
    item.setAttribute("aria-label", words.comment.replace("{n}", place + 1));
    const body = make("p", { className: "text" });
    body.append(...marked(text, Object.values(suggested).flat()));
    const chips = make("div", { className: "chips" });
    const one = { id, item, suggested, read: given !== null, chosen: new Set(given ?? []), buttons: [] };
    themes.forEach(([theme, name, belongs], number) => {
      const chip = make("button", { type: "button", title: belongs, tabIndex: -1 });
      const key = make("kbd", { textContent: number + 1 });
      key.setAttribute("aria-hidden", "true");
      chip.append(key, make("span", { textContent: name }));
      if (suggested[theme]) {
        const why = `${words.suggested} ${suggested[theme].join(", ")}`;
        chip.append(make("small", { textContent: why }));
      }
      chip.addEventListener("click", () => { point(place, false); toggle(one, theme); });
      one.buttons.push([theme, chip]);
      chips.append(chip);
    });
    const none = make("button", { type: "button", tabIndex: -1 });
    const zero = make("kbd", { textContent: 0 });
    zero.setAttribute("aria-hidden", "true");
    none.append(zero, make("span", { textContent: words.none }));
    none.addEventListener("click", () => { point(place, false); nothing(one); });
    one.buttons.push([null, none]);
    chips.append(none);
    item.append(body, chips);
    draw(one);
    return one;
  }

  function toggle(one, theme) {
    if (!one.chosen.delete(theme)) one.chosen.add(theme);
    keep(one);
  }

  function nothing(one) {
    one.chosen.clear();
    keep(one);
  }

  function accept(one) {
    if (!one.read && !one.chosen.size) {
      for (const theme of Object.keys(one.suggested)) one.chosen.add(theme);
    }
    keep(one);
  }

  function keep(one) {
    one.read = true;
    codes.set(one.id, themes.map(([theme]) => theme).filter((theme) => one.chosen.has(theme)));
    for (const theme of one.chosen) {
      if (!codes.get(one.id).includes(theme)) codes.get(one.id).push(theme);
    }
    draw(one);
    count();
    clearTimeout(timer);
    timer = setTimeout(flush, SOON);
  }

  function flush() {
    clearTimeout(timer);
    timer = null;
    self.send("codes", Object.fromEntries(codes));
  }

  function leaving(event) {
    if (timer !== null && !root.contains(event.relatedTarget)) flush();
  }

  function draw(one) {
    one.item.classList.toggle("read", one.read);
    for (const [theme, chip] of one.buttons) {
      const on = theme === null ? one.read && !one.chosen.size : one.chosen.has(theme);
      chip.setAttribute("aria-pressed", on);
      chip.classList.toggle("hint", !on && !one.read && theme !== null && theme in one.suggested);
    }
  }

  function count() {
    const read = rows.filter((one) => one.read).length;
    told.textContent = words.read.replace("{read}", read).replace("{all}", rows.length);
  }

  function point(place, focus = true) {
    at = Math.min(Math.max(place, 0), rows.length - 1);
    rows.forEach((one, number) => {
      one.item.tabIndex = number === at ? 0 : -1;
      for (const [, chip] of one.buttons) chip.tabIndex = number === at ? 0 : -1;
    });
    if (focus) {
      rows[at].item.focus({ preventScroll: true });
      rows[at].item.scrollIntoView({ block: "nearest" });
    }
  }

  function pressed(event) {
    // While the page turns, keys that are pressed too early are for the next one.
    if (event.ctrlKey || event.metaKey || event.altKey || memory.turned) return;
    const place = rows.findIndex((one) => one.item.contains(event.target));
    if (place < 0) return;
    const one = rows[place], on = event.target === one.item;
    const theme = /^[1-9]$/.test(event.key) ? themes[event.key - 1] : null;
    if (theme) toggle(one, theme[0]);
    else if (event.key === "0") nothing(one);
    else if (event.key === "Enter" && on) {
      accept(one);
      if (place < rows.length - 1) point(place + 1);
      else if (!memory.turned) {
        memory.turned = true;
        flush();
        self.turn("turn", true);
      }
    } else if (event.key === "ArrowDown" || event.key === "j") point(place + 1);
    else if (event.key === "ArrowUp" || event.key === "k") point(place - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function stop() {
    if (timer !== null) flush();
  }
}

// The text with the words that suggest a theme marked; everything stays plain text.
function marked(text, words) {
  const known = new Set(words);
  return text.split(/([\p{L}]+)/u).map((part) =>
    known.has(part) ? make("mark", { textContent: part }) : document.createTextNode(part));
}

function make(kind, values = {}) {
  return Object.assign(document.createElement(kind), values);
}
