// A quiz, a check of one's own workplace and a toolkit, filled in by one person for themselves.
// Nothing that is chosen or typed leaves the browser: this file calls nothing that could send it. It
// is in the memory of the page until that is left, and in the browser's own storage only from when
// somebody presses "Remember" until they press "Forget".
const KEPT = "peil-for-yourself"
const STEPS = ["1", "2", "3", "4", "5"]
const WEAK = 2

const states = new WeakMap()

function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") made.className = value
    else if (name in made && !name.startsWith("aria")) made[name] = value
    else made.setAttribute(name, value)
  }
  made.append(...children.filter((child) => child !== null))
  return made
}

const filled = (template, parts) =>
  template.replace(/\{(\w+)\}/g, (whole, name) => (name in parts ? parts[name] : whole))

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT))
    return kept !== null && typeof kept === "object" && !Array.isArray(kept) ? kept : null
  } catch {
    return null
  }
}

function draw(root, data, state) {
  const { words } = data
  const status = element("p", { role: "status", class: "quiet" })
  const values = () => state.values
  const set = (key, value) => {
    if (value === "") delete state.values[key]
    else state.values[key] = value
    status.textContent = ""
    update()
  }
  const updates = []
  const update = () => updates.forEach((each) => each())

  const button = (label, onclick, look = "") =>
    element("button", { type: "button", class: look, textContent: label, onclick })

  // ------------------------------------------------------------------ parts of all three
  function radios(key, options, { legend, hidden = false, ends = null }) {
    const set_ = element("fieldset", { class: ends ? "scale" : "row" })
    set_.append(element("legend", { class: hidden ? "unseen" : "", textContent: legend }))
    const marks = element("div", { class: "marks" })
    for (const { id, text, label } of options) {
      const box = element("input", { type: "radio", name: key, value: id, autocomplete: "off" })
      box.checked = values()[key] === id
      box.addEventListener("change", () => set(key, id))
      if (label) box.setAttribute("aria-label", label)
      marks.append(element("label", {}, box, text ? element("span", { textContent: text }) : null))
    }
    if (ends) set_.append(element("span", { class: "end", textContent: ends[0] }))
    set_.append(marks)
    if (ends) set_.append(element("span", { class: "end last", textContent: ends[1] }))
    return set_
  }

  function field(key, { label, type = "text", placeholder = "", unseen = false }) {
    const input = element("input", { type, placeholder, autocomplete: "off", spellcheck: false })
    input.value = values()[key] ?? ""
    input.maxLength = 200
    input.addEventListener("input", () => set(key, input.value))
    const name = element("span", { class: unseen ? "unseen" : "", textContent: label })
    return element("label", { class: "field" }, name, input)
  }

  function choice(key, options, label) {
    const list = element("select", { autocomplete: "off" })
    list.append(element("option", { value: "", textContent: "–" }))
    for (const { id, text } of options) list.append(element("option", { value: id, textContent: text }))
    list.value = values()[key] ?? ""
    list.addEventListener("change", () => set(key, list.value))
    return element("label", { class: "field" }, element("span", { class: "unseen", textContent: label }), list)
  }

  // What can be copied; without the right to, as over plain http, it can still be marked by hand.
  function copied(compose) {
    const text = element("p", { class: "message" })
    const told = element("span", { role: "status", class: "quiet" })
    const copy = button(words.copy, async () => {
      await navigator.clipboard.writeText(text.textContent)
      told.textContent = words.copied
    })
    copy.hidden = !navigator.clipboard
    const line = element("div", { class: "tools" }, copy, told)
    updates.push(() => {
      const now = compose()
      if (text.textContent !== now) told.textContent = ""
      text.textContent = now
      text.hidden = line.hidden = now === ""
    })
    return [text, line]
  }

  const section = (title, why, isOpen, ...children) => {
    const head = element("summary", {}, element("h2", { textContent: title }))
    return element("details", { open: isOpen }, head, element("p", { class: "quiet", textContent: why }), ...children)
  }
  const part = ({ title, why }, ...children) =>
    element("section", {}, element("h3", { textContent: title }),
      element("p", { class: "quiet", textContent: why }), ...children)

  // ------------------------------------------------------------------ the quiz
  function fact({ id, statement, verdict, told, source, own }) {
    const key = `fact ${id}`
    const box = element("div", { class: "card", role: "group", "aria-label": statement },
      element("p", { class: "said", textContent: statement }))
    const buttons = ["fact", "fable"].map((guess) => {
      const made = button(words[guess], () => set(key, guess))
      updates.push(() => made.setAttribute("aria-pressed", String(values()[key] === guess)))
      return made
    })
    const answer = element("div", { role: "status" })
    updates.push(() => {
      const guess = values()[key]
      if (!guess) return answer.replaceChildren()
      if (answer.dataset.guess === guess && answer.childElementCount) return
      answer.dataset.guess = guess
      const verb = words[verdict === "both" ? "both" : `${guess === verdict ? "right" : "wrong"}_${verdict}`]
      answer.replaceChildren(
        element("p", {}, element("strong", { textContent: `${verb} ` }), told),
        element("p", { class: "quiet", textContent: source }),
        ...(own ? [element("p", { class: "own", textContent: own })] : []))
    })
    box.append(element("div", { class: "tools" }, ...buttons), answer)
    return box
  }

  function score() {
    const line = element("p", { role: "status" })
    updates.push(() => {
      const guessed = data.facts.filter(({ id }) => values()[`fact ${id}`])
      const clear = guessed.filter(({ verdict }) => verdict !== "both")
      const right = clear.filter(({ id, verdict }) => values()[`fact ${id}`] === verdict)
      const isDone = guessed.length === data.facts.length
      line.textContent = isDone ? filled(words.score, { right: right.length, all: clear.length }) : ""
    })
    return line
  }

  // ------------------------------------------------------------------ the workplace
  function thing({ id, name, low, high, tip }) {
    const key = `workplace ${id}`
    const options = STEPS.map((step) => ({ id: step, label: filled(words.step, { n: step, low, high }) }))
    const advice = element("p", { role: "status", class: "tip" })
    updates.push(() => {
      const now = Number(values()[key] ?? STEPS.length) <= WEAK + 1 ? tip : ""
      if (advice.textContent !== now) advice.textContent = now
    })
    return element("div", { class: "card" }, radios(key, options, { legend: name, ends: [low, high] }), advice)
  }

  function summary() {
    const line = element("p", { role: "status" })
    updates.push(() => {
      const weak = data.workplace.filter(({ id }) => Number(values()[`workplace ${id}`]) <= WEAK)
      const answered = data.workplace.some(({ id }) => values()[`workplace ${id}`])
      const names = weak.map(({ name }) => name.toLowerCase()).join(", ")
      line.textContent = !answered ? "" : weak.length ? filled(words.begin_with, { names }) : words.nothing_weak
    })
    return line
  }

  // ------------------------------------------------------------------ the toolkit
  const kit = data.toolkit
  const halves = data.days.map((day, place) => [day, data.halves.map((half, at) => [half, `week ${place} ${at}`])])
  const week = () => halves.map(([day, parts]) =>
    element("fieldset", { class: "day" }, element("legend", { textContent: day }),
      ...parts.flatMap(([half, key]) => [
        element("span", { class: "half", textContent: half }),
        choice(`${key} where`, kit.places, filled(words.where, { day, half })),
        field(`${key} what`, { label: `${kit.week.for_what}: ${day}, ${half}`, placeholder: kit.week.for_what, unseen: true }),
      ])))
  const place = (id) => kit.places.find((one) => one.id === id)?.text
  const plan = () => {
    const lines = halves.map(([day, parts]) => {
      const said = parts
        .map(([half, key]) => [half, place(values()[`${key} where`]), values()[`${key} what`]])
        .filter(([, where, what]) => where || what)
        .map(([half, where, what]) => [half, where, what && `(${what})`].filter(Boolean).join(" "))
      return said.length ? `${day}: ${said.join(", ")}` : ""
    }).filter(Boolean)
    return lines.length ? [kit.tell.opening, ...lines].join("\n") : ""
  }
  const working = kit.places.filter(({ id }) => id !== "free")
  const activity = ({ id, text, advice }) => {
    const told = element("p", { role: "status", class: "tip" })
    updates.push(() => {
      const now = values()[`where ${id}`] ? advice : ""
      if (told.textContent !== now) told.textContent = now
    })
    return element("div", {}, radios(`where ${id}`, working, { legend: text }), told)
  }
  const limits = () => {
    const [start, end] = ["start", "end"].map((key) => values()[`limits ${key}`])
    if (!start || !end) return ""
    return filled(kit.limits.line, { start, end, urgent: values()["limits urgent"] || kit.limits.urgent_example })
  }

  // ------------------------------------------------------------------ keeping
  const remember = button(words.remember, () => {
    try {
      localStorage.setItem(KEPT, JSON.stringify(values()))
      status.textContent = words.remembered
    } catch {
      status.textContent = words.not_kept
    }
  })
  const forget = button(words.forget, () => {
    try {
      localStorage.removeItem(KEPT)
    } catch {
      // Where nothing can be kept there is nothing to forget.
    }
    state.values = {}
    draw(root, data, state)
    const told = root.querySelector(".keeping [role=status]")
    told.textContent = words.forgotten
    root.querySelector(".keeping button").focus()
  })
  const onPaper = button(words.print, () => print())
  const keeping = element("div", { class: "keeping" },
    element("div", { class: "tools" }, remember, forget, onPaper), status,
    element("p", { class: "quiet", textContent: words.not_shared }))

  const open = state.open
  const parts = [
    section(words.quiz, words.quiz_why, open[0], ...data.facts.map(fact), score()),
    section(words.workplace, words.workplace_why, open[1], ...data.workplace.map(thing), summary()),
    section(words.toolkit, words.toolkit_why, open[2],
      part(kit.week, ...week()),
      part(kit.activities, ...kit.activities.rows.map(activity)),
      part(kit.agreements, ...kit.agreements.rows.map(({ id, text, example }) =>
        field(`agreement ${id}`, { label: text, placeholder: example }))),
      part(kit.tell, ...copied(plan)),
      part(kit.limits,
        element("div", { class: "times" },
          field("limits start", { label: kit.limits.start, type: "time" }),
          field("limits end", { label: kit.limits.end, type: "time" }),
          field("limits urgent", { label: kit.limits.urgent, placeholder: kit.limits.urgent_example })),
        ...copied(limits))),
  ]
  parts.forEach((one, at) => one.addEventListener("toggle", () => (open[at] = one.open)))
  root.replaceChildren(...parts, keeping)
  update()
  if (state.wasKept) {
    status.textContent = words.filled_in
    state.wasKept = false
  }
}

export default function ({ data: { json: drawn }, parentElement }) {
  const root = parentElement.querySelector(".for-yourself")
  let state = states.get(root)
  if (!state) {
    const kept = read()
    state = { values: kept ?? {}, wasKept: kept !== null, open: [true, false, false] }
    states.set(root, state)
    // The app takes single letters for commands wherever it sees them typed.
    for (const kind of ["keydown", "keypress", "keyup"]) {
      root.addEventListener(kind, (event) => {
        if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation()
      })
    }
  }
  // Lists and clocks of the browser itself follow the colours that are on.
  const [red, green, blue] = getComputedStyle(root).color.match(/[\d.]+/g).map(Number)
  root.style.colorScheme = red + green + blue > 384 ? "dark" : "light"
  if (state.drawn === drawn) return
  state.drawn = drawn
  draw(root, JSON.parse(drawn), state)
}
