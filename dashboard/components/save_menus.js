const LOOKS = [
  "--st-font", "--st-text-color", "--st-border-color", "--st-base-radius", "--st-button-radius",
  "--st-background-color", "--st-secondary-background-color", "--st-primary-color",
]

const named = (key) => document.getElementsByClassName(`st-key-${key}`)[0]

// A menu stands in the card of its chart, outside this component: its looks have to be brought.
const dress = (host, from) => {
  const looks = getComputedStyle(from)
  for (const name of LOOKS) host.style.setProperty(name, looks.getPropertyValue(name))
}

const menuFor = (one, words, pattern) => {
  const host = document.createElement("div")
  host.className = "save-menu"
  host.dataset.of = one.key
  const root = host.attachShadow({ mode: "open" })
  const looks = document.createElement("style")
  looks.textContent = words.looks
  const menu = pattern.querySelector("details").cloneNode(true)
  root.append(looks, menu)
  const summary = menu.querySelector("summary"), kinds = JSON.parse(words.kinds)
  const label = one.is_chart ? words.chart : words.table
  Object.assign(summary, { title: label, ariaLabel: label })
  const plot = () => one.is_chart && named(one.key)?.querySelector(".js-plotly-plot")
  const ways = {
    png: async () => asPixels(await pictureOf(plot(), one)),
    svg: async () => pictureOf(plot(), one),
    csv: async () => new Blob([one.csv], { type: "text/csv" }),
  }
  for (const button of menu.querySelectorAll("button")) {
    const kind = button.value
    button.hidden = kind !== "csv" && !one.is_chart
    button.textContent = kinds[kind]
    button.onclick = async () => {
      menu.open = false
      summary.focus()
      if (kind === "csv" || plot()) keep(await ways[kind](), `${one.name}.${kind}`)
    }
  }
  menu.ontoggle = () => dress(host, pattern)
  dress(host, pattern)
  return host
}

export default function ({ data, parentElement }) {
  const pattern = parentElement.querySelector("[hidden]")
  const menus = JSON.parse(data.menus)
  const hosts = new Map()
  const attach = () => {
    for (const one of menus) {
      const card = named(one.key)?.closest(".stVerticalBlock")
      // The card may stay for another chart, when somebody looks at another indicator.
      if (!card) hosts.get(one.key)?.remove()
      if (!card || hosts.get(one.key)?.parentNode === card) continue
      if (!hosts.has(one.key)) hosts.set(one.key, menuFor(one, data, pattern))
      card.append(hosts.get(one.key))
    }
  }
  // Cards come and go while a page is drawn, and when somebody opens a part of it.
  const watch = new MutationObserver(attach)
  watch.observe(document.querySelector(".stMain") ?? document.body, { childList: true, subtree: true })
  attach()
  const close = (event) => {
    const isOutside = event.type === "pointerdown"
    if (event.key !== "Escape" && !isOutside) return
    for (const host of hosts.values())
      if (!isOutside || !event.composedPath().includes(host))
        host.shadowRoot.querySelector("details").open = false
  }
  addEventListener("pointerdown", close)
  addEventListener("keydown", close)
  return () => {
    watch.disconnect()
    for (const host of hosts.values()) host.remove()
    removeEventListener("pointerdown", close)
    removeEventListener("keydown", close)
  }
}
