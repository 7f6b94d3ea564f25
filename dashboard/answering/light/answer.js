// What the answer page gains from a script: progress, answers kept over a reload, one sending.
// Without it the page is complete; nothing here is needed, and nothing comes from another host.
(() => {
  const $ = (id) => document.getElementById(id)
  const form = $("answers")
  const words = JSON.parse($("words")?.textContent ?? "{}")
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all)
  document.documentElement.classList.remove("plain")
  if (window.peilWritten) $("title")?.focus()

  // ---- Kept in this tab over a reload, encrypted with a key that the server gives for a link that
  // is not used; so what a browser leaves on its disk opens for nobody once the answers are sent.
  const NAME = "unsent", LENGTH = 8192, IV = 12
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
  const text64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  const key = form?.dataset.key && window.crypto?.subtle
    ? crypto.subtle.importKey("raw", bytes(form.dataset.key), "AES-GCM", false, ["encrypt", "decrypt"])
    : null
  const entries = () => [...new FormData(form)].filter(([, value]) => value !== "")
  let sent = false, writing = null
  const keep = () => {
    if (!key || sent) return
    writing = (writing ?? Promise.resolve()).then(async () => {
      const whole = new Uint8Array(LENGTH).fill(32)
      if (new TextEncoder().encodeInto(JSON.stringify(entries()), whole).written > LENGTH - 1) return
      const iv = crypto.getRandomValues(new Uint8Array(IV))
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, whole)
      if (!sent) sessionStorage[NAME] = text64(iv) + text64(sealed)
    }).catch(() => { /* A browser that keeps nothing: the answers stay on the page. */ })
  }
  const clear = () => { try { sessionStorage.removeItem(NAME) } catch { /* It keeps nothing. */ } }
  const forget = () => { sent = true; clear() }
  const restore = async () => {
    let kept
    try { kept = sessionStorage[NAME] } catch { return }
    if (!key || !kept || form.dataset.filled) return
    let pairs
    try {
      const whole = await crypto.subtle.decrypt(
        { name: "AES-GCM", iv: bytes(kept.slice(0, 16)) }, await key, bytes(kept.slice(16)))
      pairs = JSON.parse(new TextDecoder().decode(whole))
    } catch { return clear() }
    for (const [name, value] of pairs) {
      for (const field of form.elements) {
        if (field.name !== name) continue
        if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value
        else if (field.type !== "hidden" && field.type !== "submit") field.value = value
      }
    }
    progress()
  }

  // ---- Progress: the furthest question seen or answered.
  const questions = form ? [...form.querySelectorAll("fieldset")] : []
  let furthest = 0
  const isAnswered = (set) => set.querySelector(":checked:not([value=''])") || set.querySelector("select")?.value
  const show = () => {
    const far = $("far")
    if (!far || !questions.length) return
    far.hidden = false
    far.textContent = fill(words.of, { number: Math.max(furthest, 1), last: questions.length })
    $("bar").style.transform = `scaleX(${furthest / questions.length})`
  }
  const progress = () => {
    questions.forEach((set, index) => { if (isAnswered(set)) furthest = Math.max(furthest, index + 1) })
    show()
  }
  if (questions.length && "IntersectionObserver" in window) {
    const seen = new IntersectionObserver((all) => {
      for (const { isIntersecting, target } of all) {
        // In the upper half of the screen a question counts as seen, also when it is skipped.
        if (isIntersecting) furthest = Math.max(furthest, questions.indexOf(target) + 1)
      }
      show()
    }, { rootMargin: "0px 0px -50% 0px" })
    questions.forEach((set) => seen.observe(set))
  }

  // ---- By touch the page glides on to the next question, as far as needed to show it whole.
  const byTouch = matchMedia("(pointer: coarse)").matches
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
  let touched = false
  addEventListener("pointerdown", ({ pointerType }) => { touched = pointerType === "touch" })
  addEventListener("keydown", () => { touched = false })
  const glide = (set) => {
    const next = questions[questions.indexOf(set) + 1] ?? $("last")
    if (!byTouch || !touched || !next) return
    const by = next.getBoundingClientRect().bottom - innerHeight + 8
    const most = set.getBoundingClientRect().top - 48
    if (by > 0) scrollBy({ top: Math.min(by, Math.max(most, 0)), behavior: calm ? "auto" : "smooth" })
  }
  const atMost = (set) => {
    const most = Number(set.dataset.most ?? 0)
    if (!most) return
    const many = set.querySelectorAll(":checked").length > most
    set.classList.toggle("wrong", many)
    set.querySelector(".why").textContent = many ? set.dataset.why : ""
  }
  form?.addEventListener("change", ({ target }) => {
    const set = target.closest("fieldset")
    if (set) {
      progress()
      if (target.type === "checkbox") atMost(set)
      if (target.type === "radio" && target.value !== "") glide(set)
    }
    keep()
  })
  form?.addEventListener("input", ({ target }) => { if (target.localName === "textarea") keep() })
  const first = /^#([1-5])$/.exec(location.hash)
  if (first && form && !form.dataset.filled) {
    // A face in the message chose this option of the first question with faces.
    const faces = form.querySelector(".faces")?.querySelectorAll("input") ?? []
    if (faces[first[1] - 1]) { faces[first[1] - 1].checked = true; progress(); keep() }
    history.replaceState(history.state, "", location.pathname + location.search)
  }

  // ---- Sending: once, and again by itself when the connection comes back.
  let going = false, waiting = null, tries = 0
  const bar = (shown) => { const box = $("offline"); if (box) box.hidden = !shown }
  const send = async (body) => {
    if (going) return
    going = true
    clearTimeout(waiting)
    form.querySelectorAll("button").forEach((one) => one.setAttribute("aria-disabled", "true"))
    let page = null
    try {
      // No longer than a minute: else a connection that died would wait for ever.
      const answer = await fetch(location.pathname + location.search, {
        method: "POST", body, cache: "no-store", signal: AbortSignal.timeout?.(60_000),
      })
      // A proxy that finds no process behind it, or a process without its database: not an answer.
      if (![502, 503, 504].includes(answer.status)) {
        page = [await answer.text(), answer.headers.has("peil-done")]
      }
    } catch { /* No connection: tried again below, as the former are. */ }
    going = false
    form.querySelectorAll("button").forEach((one) => one.removeAttribute("aria-disabled"))
    if (page === null) {
      // What was sent may have arrived although its answer did not; the page says so then.
      body.set("again", "1")
      bar(true)
      tries += 1
      // Sooner at first, and not everybody at the same moment.
      waiting = setTimeout(() => send(body), Math.min(8_000, 1_000 * 2 ** tries) * (0.5 + Math.random() / 2))
      return
    }
    const [html, isDone] = page
    if (isDone) forget()
    window.peilWritten = true
    document.open(); document.write(html); document.close()
    scrollTo(0, 0)
  }
  form?.addEventListener("submit", (event) => {
    event.preventDefault()
    if (going) return
    const wrong = form.querySelector("fieldset.wrong")
    if (wrong) { wrong.querySelector("input").focus(); return }
    const body = new URLSearchParams(new FormData(form))
    if (event.submitter?.name) body.set(event.submitter.name, event.submitter.value)
    addEventListener("online", () => waiting && send(body), { once: true })
    send(body)
  })

  // ---- Where the box did not answer: sent again, or opened again, until it does.
  const pause = () => new Promise((done) => setTimeout(done, 2_000 + 2_000 * Math.random()))
  const again = $("again")
  const tryAgain = async () => {
    again.hidden = false
    await pause()
    if (form) return form.requestSubmit(form.querySelector("button"))
    const isBack = () => fetch(location.href, { cache: "no-store" })
      .then(({ status }) => ![502, 503, 504].includes(status), () => false)
    while (!(await isBack())) await pause()
    location.reload()
  }
  if (again) tryAgain()

  // ---- Own answers, on this device only: read and written here, and sent to nobody.
  const own = JSON.parse($("own")?.textContent ?? "null"), OWN = "peil-own-answers"
  const stored = () => { try { return JSON.parse(localStorage[OWN] ?? "{}") } catch { return {} } }
  const line = (points, x, y) => points.map(([day, value], i) =>
    `${i ? "L" : "M"}${x(day).toFixed(1)} ${y(value).toFixed(1)}`).join("")
  const draw = () => {
    const kept = stored(), days = Object.keys(kept)
    $("own-lines").replaceChildren()
    $("keep").hidden = days.length > 0
    $("kept").hidden = days.length === 0
    if (!days.length) return
    const all = [...days, ...own.lines.flatMap((one) => one.team.map(([day]) => day))].map(Date.parse)
    const from = Math.min(...all), span = Math.max(...all) - from || 1
    const x = (day) => 8 + 304 * (Date.parse(day) - from) / span
    for (const { id, name, low, high, team } of own.lines) {
      const mine = days.sort().flatMap((day) => kept[day][id] === undefined ? [] : [[day, kept[day][id]]])
      if (!mine.length) continue
      const y = (value) => 64 - 56 * (value - low) / (high - low)
      const figure = document.createElement("figure"), caption = document.createElement("figcaption")
      const last = (points) => points.length ? points[points.length - 1][1] : "–"
      caption.textContent = fill(words.line, { name, mine: last(mine), team: last(team) })
      const space = "http://www.w3.org/2000/svg", svg = document.createElementNS(space, "svg")
      svg.setAttribute("viewBox", "0 0 320 72"); svg.setAttribute("aria-hidden", "true")
      const add = (kind, attributes) => {
        const part = document.createElementNS(space, kind)
        for (const name in attributes) part.setAttribute(name, attributes[name])
        svg.append(part)
      }
      add("path", { class: "team", d: line(team, x, y) })
      add("path", { class: "mine-line", d: line(mine, x, y) })
      for (const [day, value] of mine) add("circle", { class: "mine", r: 4, cx: x(day), cy: y(value) })
      figure.append(caption, svg)
      $("own-lines").append(figure)
    }
  }
  if (own) {
    forget()
    const write = (value) => {
      try { localStorage[OWN] = JSON.stringify(value) } catch { /* It keeps nothing. */ }
      draw()
    }
    const add = () => write({ ...stored(), [own.day]: own.answers })
    $("own-box").hidden = false
    $("keep-button").addEventListener("click", add)
    $("forget-button").addEventListener("click", () => { localStorage.removeItem(OWN); draw() })
    if (Object.keys(stored()).length) add()
    draw()
  }

  // Back and forward must not show a page that was kept in memory.
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload())
  restore()
  show()
})()
