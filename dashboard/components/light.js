// A dark page on white paper: lightness is turned, hue stays. Our two themes mirror each other, so
// what this makes of the dark one is nearly the light one.
const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })
const seen = new Map()

const channels = (colour) => {
  // Painted, because browsers write colours in many ways.
  if (!seen.has(colour)) {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    seen.set(colour, [...canvas.getImageData(0, 0, 1, 1).data])
  }
  return seen.get(colour)
}

const lightness = ([red, green, blue]) => 0.21 * red + 0.72 * green + 0.07 * blue

const turned = (colour) => {
  const [red, green, blue, opacity] = channels(colour)
  const inverted = [255 - red, 255 - green, 255 - blue]
  const twice = 2 * lightness(inverted)
  return `rgb(${inverted.map((part) => Math.round(twice - part)).join(" ")} / ${opacity / 255})`
}

const isDark = () => {
  const { color, backgroundColor } = getComputedStyle(document.querySelector(".stApp"))
  return lightness(channels(color)) > lightness(channels(backgroundColor))
}

const OF_BOXES = [
  "color", "background-color", "border-top-color", "border-right-color", "border-bottom-color",
  "border-left-color",
]
const OF_SHAPES = ["fill", "stroke"]

const coloursOf = (element) => {
  const style = getComputedStyle(element)
  const names = element instanceof SVGElement ? OF_SHAPES : OF_BOXES
  return names
    .map((name) => [name, style.getPropertyValue(name)])
    .filter(([, colour]) => /^(rgb|color|ok)/.test(colour) && channels(colour)[3] > 0)
}
