const FORWARD = ["ArrowRight", "PageDown", " "], BACK = ["ArrowLeft", "PageUp"]
const TYPING = "input, textarea, select, [contenteditable=true], [role=combobox], [role=listbox],"
  + " [role=option], [role=dialog], [role=grid], [role=spinbutton]"
const CHOOSING = "[role=radio], [role=radiogroup], [role=tab], [role=menuitem]"
const SWIPE = 60, SLOPE = 2, MOMENT = 700, PATIENCE = 1500

function isWithin(event, selector) {
  return event.composedPath().some((one) => one.matches?.(selector))
}

/* Write words into a button; their key in brackets stands apart, for phones to leave out. */
function name(button, words) {
  const [, said, key] = words.match(/^(.*?)( \(\w\))?$/)
  button.textContent = said
  if (!key) return
  const shown = document.createElement("span")
  shown.className = "key"
  shown.textContent = key
  button.append(shown)
}

export default function ({ data, parentElement, setTriggerValue }) {
  const find = (selector) => parentElement.querySelector(selector)
  const sent = JSON.parse(data.json)
  const { words, last, notes_link: link, with_screen: withScreen } = sent
  // Somebody who turns quickly is ahead of the server, which answers for every slide on the way.
  if (parentElement.peilAhead?.slide === sent.slide) parentElement.peilAhead = null
  const ahead = parentElement.peilAhead
  const isAhead = ahead && performance.now() - ahead.at < PATIENCE
  let slide = isAhead ? ahead.slide : sent.slide

  parentElement.peilStage?.abort()
  const listening = parentElement.peilStage = new AbortController()
  const on = (target, name, react, options = {}) =>
    target.addEventListener(name, react, { signal: listening.signal, ...options })

  function show() {
    find(".number").textContent = `${slide} / ${last}`
    const said = words.position.replace("{n}", slide).replace("{last}", last)
    if (find(".said").textContent !== said) find(".said").textContent = said
    find(".back").disabled = slide <= 1
    find(".forward").disabled = slide >= last
    find(".agree").hidden = slide >= last
  }
  const turn = (step) => turnTo(slide + step)
  function turnTo(number) {
    const wanted = Math.min(Math.max(number, 1), last)
    if (wanted === slide) return
    slide = wanted
    parentElement.peilAhead = { slide, at: performance.now() }
    show()
    setTriggerValue("turn", slide)
  }
  function leave() {
    if (document.fullscreenElement) document.exitFullscreen()
    setTriggerValue("leave", true)
  }
  function toggleScreen() {
    if (document.fullscreenElement) document.exitFullscreen()
    else document.documentElement.requestFullscreen?.().catch(() => {})
  }
  function drawCode(rows) {
    const edge = 4, size = rows.length + 2 * edge
    let path = ""
    rows.forEach((row, y) => [...row].forEach((bit, x) => {
      if (bit === "1") path += `M${x + edge} ${y + edge}h1v1h-1z`
    }))
    const drawn = document.createElementNS("http://www.w3.org/2000/svg", "path")
    drawn.setAttribute("d", path)
    find(".code").setAttribute("viewBox", `0 0 ${size} ${size}`)
    find(".code").replaceChildren(drawn)
  }

  for (const name of ["leave", "back", "forward"]) find(`.${name} .word`).textContent = words[name]
  name(find(".agree"), words.agree)
  find(".language").textContent = words.language
  find(".language").lang = words.language_code
  name(find(".screen"), words.full_screen)
  find(".screen").hidden = !withScreen || !document.fullscreenEnabled
  find(".notes").hidden = !link
  if (link) {
    find(".notes").textContent = words.notes
    find(".help").textContent = words.notes_help
    find(".close").textContent = words.close
    find(".address").textContent = link.address
    find(".link").setAttribute("aria-label", words.notes)
    find(".code").setAttribute("aria-label", words.notes)
    drawCode(link.rows)
  }
  show()

  on(find(".back"), "click", () => turn(-1))
  on(find(".forward"), "click", () => turn(1))
  on(find(".agree"), "click", () => turnTo(last))
  on(find(".leave"), "click", leave)
  on(find(".screen"), "click", toggleScreen)
  on(find(".language"), "click", () => setTriggerValue("language", words.language_code))
  on(find(".notes"), "click", () => find(".link").showModal())

  on(document, "keydown", (event) => {
    const { key, altKey, ctrlKey, metaKey, shiftKey } = event
    if (event.defaultPrevented || altKey || ctrlKey || metaKey || shiftKey) return
    if (isWithin(event, TYPING) || find("dialog").open) return
    const isArrow = key.startsWith("Arrow")
    if (isArrow && isWithin(event, CHOOSING)) return
    if (key === " " && isWithin(event, "button, a, summary, " + CHOOSING)) return
    if (FORWARD.includes(key)) turn(1)
    else if (BACK.includes(key)) turn(-1)
    else if (key === "a" || key === "A") turnTo(last)
    else if (key === "f" || key === "F") toggleScreen()
    else if (key === "Escape") leave()
    else return
    event.preventDefault()
  })

  let touched = null
  on(document, "touchstart", (event) => {
    const isOne = event.touches.length === 1 && !isWithin(event, TYPING)
    const [{ clientX: x, clientY: y }] = event.touches
    touched = isOne ? { x, y, at: event.timeStamp } : null
  }, { passive: true })
  on(document, "touchend", (event) => {
    if (touched === null || event.timeStamp - touched.at > MOMENT) return
    const [{ clientX, clientY }] = event.changedTouches
    const across = clientX - touched.x, along = Math.abs(clientY - touched.y)
    touched = null
    if (Math.abs(across) > SWIPE && Math.abs(across) > SLOPE * along) turn(across < 0 ? 1 : -1)
  }, { passive: true })

  return () => listening.abort()
}
