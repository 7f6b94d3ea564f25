const SVG = "http://www.w3.org/2000/svg"
const LEAST_WIDTH = 480
const EDGE = 24
const PIXELS_ACROSS = 1440

const part = (name, attributes = {}, text = "") => {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.textContent = text
  return made
}

const linesOf = (text, size, width) => {
  const pen = document.createElement("canvas").getContext("2d")
  pen.font = `${size}px Inter, sans-serif`
  const lines = [""]
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`.trim()
    if (lines.at(-1) && pen.measureText(longer).width > width) lines.push(word)
    else lines[lines.length - 1] = longer
  }
  return lines
}

// The typeface goes along: a picture must look the same on a machine without it.
const typeface = async () => {
  const answer = await fetch("./app/static/inter-latin.woff2")
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")
  const url = `data:font/woff2;base64,${btoa(letters)}`
  return `@font-face { font-family: Inter; font-weight: 100 900; src: url(${url}) }`
}

const drawingOf = (plot, { width, height }, scale, dark) => {
  const group = part("g")
  for (const drawing of plot.querySelectorAll(".main-svg")) {
    const copy = drawing.cloneNode(true)
    const originals = drawing.querySelectorAll("*")
    copy.querySelectorAll("*").forEach((element, place) => {
      for (const [name, colour] of coloursOf(originals[place]))
        element.style.setProperty(name, dark ? turned(colour) : colour)
      element.style.setProperty("vector-effect", "none")
    })
    copy.querySelectorAll(".draglayer, .hoverlayer").forEach((layer) => layer.remove())
    copy.removeAttribute("style")
    copy.setAttribute("viewBox", `0 0 ${width} ${height}`)
    copy.setAttribute("width", width * scale)
    copy.setAttribute("height", height * scale)
    copy.setAttribute("overflow", "visible")
    group.append(copy)
  }
  return group
}

const headingAbove = (plot) =>
  plot.closest(".stVerticalBlock")?.querySelector("h1, h2, h3, h4, strong")?.textContent ?? ""


// The chart on white, below its title, above what it shows and of whom: it will stand alone.
const pictureOf = async (plot, data) => {
  const picture = part("svg", { xmlns: SVG, "font-family": "Inter, sans-serif" })
  const size = plot.querySelector(".svg-container").getBoundingClientRect()
  const width = Math.max(LEAST_WIDTH, size.width + 2 * EDGE)
  const inner = width - 2 * EDGE
  const scale = inner / size.width
  picture.append(part("style", {}, await typeface()))
  picture.append(part("rect", { width: "100%", height: "100%", fill: "white" }))
  let down = EDGE / 2
  const write = (text, size, attributes) => {
    for (const line of text ? linesOf(text, size, inner) : []) {
      down += size * 1.4
      picture.append(part("text", { x: EDGE, y: down, "font-size": size, ...attributes }, line))
    }
  }
  write(data.title || headingAbove(plot), 16, { "font-weight": 700, fill: "#0F1722" })
  const drawing = drawingOf(plot, size, scale, isDark())
  drawing.setAttribute("transform", `translate(${EDGE} ${down + 12})`)
  picture.append(drawing)
  down += 12 + size.height * scale
  for (const note of data.notes) {
    down += 6
    write(note, 11, { fill: "#4B5563" })
  }
  down += EDGE
  for (const [key, value] of [["width", width], ["height", down], ["viewBox", `0 0 ${width} ${down}`]])
    picture.setAttribute(key, value)
  return new Blob([new XMLSerializer().serializeToString(picture)], { type: "image/svg+xml" })
}

const asPixels = async (drawn) => {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await drawn.text())}`
  await image.decode()
  const page = document.createElement("canvas")
  const sharpness = Math.ceil(PIXELS_ACROSS / image.width)
  page.width = image.width * sharpness
  page.height = image.height * sharpness
  page.getContext("2d").drawImage(image, 0, 0, page.width, page.height)
  return new Promise((done) => page.toBlob(done, "image/png"))
}

const keep = (file, name) => {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
