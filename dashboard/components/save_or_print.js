export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button")
  button.querySelector("span").textContent = data.label
  Object.assign(button, { title: data.label, ariaLabel: data.label })
  // Until now it had no name.
  button.hidden = false
  parentElement.host.dataset.footer = data.footer
  button.onclick = async () => {
    // A chart that is still being loaded would be an empty place on paper.
    const isDrawn = () =>
      [...document.querySelectorAll(".stPlotlyChart")].every((chart) => chart.querySelector(".main-svg"))
    for (let tries = 0; tries < 100 && !isDrawn(); tries++) await new Promise((go) => setTimeout(go, 100))
    print()
  }
}
