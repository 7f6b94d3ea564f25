// What happens to a page before it goes to paper, and is undone after that.
const undo = []

const set = (element, name, value) => {
  const [before, priority] = [element.getAttribute("style"), "important"]
  element.style.setProperty(name, value, priority)
  undo.push(() => (before === null ? element.removeAttribute("style") : element.setAttribute("style", before)))
}

const elementsOf = (root) =>
  [...root.querySelectorAll("*")].flatMap((element) =>
    element.shadowRoot ? [element, ...elementsOf(element.shadowRoot)] : [element])

// A chart is drawn for the width of the window. On paper it is scaled instead of cut; its words grow
// where they would become too small to read.
const CELL = 380
const MOST = 1.7

const scaleChart = (plot) => {
  const container = plot.querySelector(".svg-container")
  const { width, height } = container?.getBoundingClientRect() ?? {}
  if (!width || !height) return
  set(container, "aspect-ratio", `${width} / ${height}`)
  for (const drawing of plot.querySelectorAll(".main-svg")) {
    if (drawing.hasAttribute("viewBox")) continue
    drawing.setAttribute("viewBox", `0 0 ${width} ${height}`)
    undo.push(() => drawing.removeAttribute("viewBox"))
  }
  const page = plot.closest(".stGrid") ? CELL : 2 * CELL
  const growth = Math.min(MOST, width / page)
  if (growth <= 1) return
  // Words in a bar have no room to grow.
  for (const text of plot.querySelectorAll("text:not(.bartext)")) {
    const size = parseFloat(getComputedStyle(text).fontSize)
    set(text, "font-size", `${(size * growth).toFixed(1)}px`)
  }
}

// What is folded away is read on paper; what is fetched only when opened has nothing to show.
const unfold = (details) => {
  if (details.open) return
  details.open = true
  undo.push(() => (details.open = false))
}

const open = (details) => {
  const inside = details.querySelector("[data-testid=stExpanderDetails]")
  if (inside?.textContent.trim() && !inside.querySelector("form")) unfold(details)
}

const quoted = (text) => `"${text.replace(/\s+/g, " ").replace(/["\\]/g, "\\$&")}"`

const addFooter = () => {
  const language = document.documentElement.lang === "nl" ? "nl" : "en-GB"
  const day = new Intl.DateTimeFormat(language, { dateStyle: "long" })
  const words = document.querySelector("[data-footer]")?.dataset.footer
    ?? `${document.title} · ${day.format(new Date())}`
  if ("CSSMarginRule" in window) {
    const sheet = document.createElement("style")
    sheet.textContent = `@page {
      @bottom-left { content: ${quoted(words)}; width: 88%; vertical-align: top; text-align: left;
        padding-top: 3mm; font: 7.5pt/1.35 Inter, sans-serif; color: #4B5563 }
      @bottom-right { content: counter(page) " / " counter(pages); vertical-align: top;
        padding-top: 3mm; font: 7.5pt/1.35 Inter, sans-serif; color: #4B5563 }
    }`
    document.head.append(sheet)
    undo.push(() => sheet.remove())
    return
  }
  // Browsers that cannot write in the margin have it once, below the last line.
  const line = document.createElement("p")
  Object.assign(line, { id: "footer-on-paper", textContent: words })
  ;(document.querySelector(".stMainBlockContainer") ?? document.body).append(line)
  undo.push(() => line.remove())
}

addEventListener("beforeprint", () => {
  if (undo.length || !document.querySelector(".stApp")) return
  document.querySelectorAll(".stExpander details").forEach(open)
  document.querySelectorAll(".measures details").forEach(unfold)
  document.querySelectorAll(".js-plotly-plot").forEach(scaleChart)
  if (isDark()) {
    // All are read before the first is changed: colours are inherited.
    const found = elementsOf(document.querySelector(".stApp")).map((one) => [one, coloursOf(one)])
    for (const [element, colours] of found)
      for (const [name, colour] of colours) set(element, name, turned(colour))
  }
  addFooter()
})

addEventListener("afterprint", () => {
  while (undo.length) undo.pop()()
})
