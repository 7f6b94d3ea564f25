"""Pages on paper, and what is saved of them: every chart whole, light, with its foot."""

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from dashboard.cookies import THEME
from surveys.measures.catalogue import shipped
from tests.browser.conftest import Demo
from tests.thinned import always, only_in_full, short_form

Pixels = NDArray[np.uint8]

SHARPNESS = 2

DOTS = """(first) => addEventListener("beforeprint", () => {
  // A dot of its own colour at the last point of each line, above everything in its chart.
  let dots = 0
  for (const chart of document.querySelectorAll(".js-plotly-plot")) {
    const { xaxis, yaxis } = chart._fullLayout
    const sheet = [...chart.querySelectorAll(".main-svg")].at(-1)
    // Lines may end at one point: each later dot is smaller, and leaves a ring of the earlier one.
    let radius = 5.5
    chart.data.forEach(({ x, y, mode, fill }) => {
      if (!mode?.includes("lines") || fill) return
      const last = [...y].findLastIndex((one) => one != null)
      const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle")
      const across = xaxis._offset + xaxis.d2p(x[last]), down = yaxis._offset + yaxis.d2p(y[last])
      for (const [name, value] of Object.entries({ cx: across, cy: down, r: (radius -= 1.5) }))
        dot.setAttribute(name, value)
      dot.style.fill = `rgb(255 0 ${first + 5 * dots++})`
      sheet.append(dot)
    })
  }
  document.documentElement.dataset.dots = dots
})"""
FIRST = 60


@pytest.fixture
def reads(browser: Browser, demo: Demo) -> Iterator[Callable[..., Page]]:
    """Open results in a wide window, in a light or a dark browser."""
    opened = []

    def read(who: str, page_name: str, *, scheme: str = "light", chosen: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, locale="en-GB", color_scheme=scheme
        )
        opened.append(context)
        context.set_default_timeout(90_000)
        context.request.get(getattr(demo, who))
        if chosen:
            context.add_cookies([{"name": THEME, "value": "dark", "url": demo.address}])
        page = context.new_page()
        page.goto(f"{demo.address}/{page_name}")
        return page

    yield read
    for context in opened:
        context.close()


def _wait_until_drawn(page: Page) -> None:
    page.get_by_role("button", name="Save or print").wait_for()
    page.wait_for_function(
        "() => { const all = [...document.querySelectorAll('.stPlotlyChart')];"
        "return all.length && all.every((one) => one.querySelector('.main-svg .scatterlayer, "
        ".main-svg .barlayer')) }"
    )


def _print(page: Page, *, across: bool = False) -> tuple[list[Pixels], list[str]]:
    """Return the sheets of a page as pixels and as text, with the margins of the page itself."""
    # The button brings the foot of the sheets with it.
    page.get_by_role("button", name="Save or print").wait_for()
    pixels, texts = [], []
    with pypdfium2.PdfDocument(page.pdf(format="A4", landscape=across)) as document:
        for sheet in document:
            width, height = sheet.get_size()
            assert (width > height) == across
            pixels.append(np.asarray(sheet.render(scale=SHARPNESS).to_pil()))
            words = sheet.get_textpage()
            texts.append(words.get_text_range())
            words.close()
            sheet.close()
    return pixels, texts


def _missing_dots(page: Page, sheets: Sequence[Pixels]) -> list[int]:
    """Return the lines whose last point is on no sheet."""
    number = int(page.evaluate("document.documentElement.dataset.dots"))
    assert number > 6
    # Colours of a PDF are rounded.
    reds = [sheet[(sheet[:, :, 0] >= 253) & (sheet[:, :, 1] <= 2)] for sheet in sheets]
    seen = {int(blue) for red in reds for blue in red[:, 2]}
    blues = [FIRST + 5 * dot for dot in range(number)]
    return [dot for dot, blue in enumerate(blues) if not seen & set(range(blue - 2, blue + 3))]


@pytest.mark.parametrize(
    ("who", "page_name"), [only_in_full("manager", "team"), always("hr", "organisation")]
)
def test_the_last_point_of_every_line_is_on_the_paper(
    reads: Callable[..., Page], who: str, page_name: str
) -> None:
    page = reads(who, page_name)
    _wait_until_drawn(page)
    page.evaluate(DOTS, FIRST)
    for across in (False, True):
        sheets, texts = _print(page, across=across)
        assert _missing_dots(page, sheets) == []
        _check_margins_and_feet(sheets, texts)
    # Printing leaves no trace on the page.
    assert page.locator(".main-svg[viewBox]").count() == 0
    # Charts that kept the width of the window, as they once did, would be missed here.
    page.add_style_tag(content="@media print { .main-svg { overflow: hidden !important } }")
    page.evaluate(
        "addEventListener('beforeprint', () => document.querySelectorAll('.main-svg').forEach("
        "(svg) => svg.removeAttribute('viewBox')))"
    )
    assert _missing_dots(page, _print(page)[0])


@short_form("across", [False, True], [False], ids=["upright", "across"])
def test_what_stands_out_and_all_six_trends_are_on_the_first_sheet(
    reads: Callable[..., Page], across: bool
) -> None:
    page = reads("manager", "team")
    _wait_until_drawn(page)
    page.evaluate(DOTS, FIRST)
    lines = page.evaluate(
        "[...document.querySelectorAll('[class*=st-key-trend_] .js-plotly-plot, "
        ".js-plotly-plot[class*=st-key-trend_]')].flatMap((chart) => chart.data)"
        ".filter(({ mode, fill }) => mode?.includes('lines') && !fill).length"
    )
    assert lines >= 6
    (first, *others), (text, *_rest) = _print(page, across=across)
    assert all(name in text for name in ("Planning", "Mood", "Reaching others", "Switching off"))
    missing = _missing_dots(page, [first])
    # Trends are the first charts of the page.
    assert [line for line in missing if line < lines] == []
    assert missing, "what comes after them is on other sheets"
    assert _missing_dots(page, [first, *others]) == []


def _check_margins_and_feet(sheets: Sequence[Pixels], texts: Sequence[str]) -> None:
    margin = round(11 / 25.4 * 72 * SHARPNESS)
    for sheet in sheets:
        assert (sheet[:, :margin] == 255).all()
        assert (sheet[:, -margin:] == 255).all()
    for number, text in enumerate(texts, start=1):
        assert "Wave 13" in text
        assert "shown from 5 answers" in text
        assert "printed" in text
        assert f"{number} / {len(texts)}" in text
    assert "Sign out" not in "".join(texts)


@short_form("chosen", [False, True], [True], ids=["of the system", "chosen"])
def test_a_dark_page_is_light_on_paper(reads: Callable[..., Page], chosen: bool) -> None:
    page = reads("manager", "team", scheme="light" if chosen else "dark", chosen=chosen)
    _wait_until_drawn(page)
    ground = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert ground == "rgb(18, 24, 31)"
    page.evaluate(DOTS, FIRST)
    sheets, _texts = _print(page)
    assert _missing_dots(page, sheets) == []
    for sheet in sheets:
        lightness = sheet[:, :, :3] @ (0.213, 0.715, 0.072)
        assert np.median(lightness) > 254
        assert (lightness > 150).mean() > 0.9
        # Words are as dark as on a light page.
        assert lightness.min() < 40
    again = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert again == ground


def test_every_measure_is_on_the_paper_with_what_it_says_and_folded_again_on_the_page(
    reads: Callable[..., Page],
) -> None:
    page = reads("manager", "what-could-help?about=workload")
    folded = page.locator(".measures details:not([open]):not(.related)")
    expect(folded).not_to_have_count(0)
    sheets, texts = _print(page)
    printed = " ".join(" ".join(texts).split())
    about = [one for one in shipped().measures if "workload" in one.indicators]
    # Another test may have added one of the organisation to the example that they share.
    assert folded.count() >= len(about)
    for one in about:
        assert one.title["en"] in printed
        # Lines of a long text are on two sheets at most, and its first words on one.
        assert one.how["en"][:40] in printed
    for number, text in enumerate(texts, start=1):
        assert "What could help · printed" in text
        assert f"{number} / {len(sheets)}" in text
    assert "For whom" not in printed, "what is only a control"


def test_two_cards_stand_in_a_row_and_three_across(reads: Callable[..., Page]) -> None:
    page = reads("manager", "team")
    _wait_until_drawn(page)
    page.emulate_media(media="print")
    for size, cards in (((720, 1000), 2), ((1040, 700), 3)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        columns = page.evaluate(
            "getComputedStyle(document.querySelector('.stGrid:has(.st-key-trend_mood_1)'))"
            ".gridTemplateColumns"
        )
        assert len(columns.split()) == cards


def test_a_chart_is_saved_as_a_picture_a_drawing_and_numbers(
    reads: Callable[..., Page], tmp_path: Path
) -> None:
    page = reads("manager", "team", scheme="dark")
    _wait_until_drawn(page)
    menu = page.locator(".save-menu[data-of='trend_mood_1']")
    for kind, label in (
        ("png", "Picture (PNG)"),
        ("svg", "Drawing (SVG)"),
        ("csv", "Numbers (CSV)"),
    ):
        menu.get_by_title("Save this chart").click()
        with page.expect_download() as saved:
            menu.get_by_role("button", name=label).click()
        assert saved.value.suggested_filename == f"peil-planning-mood.{kind}"
        saved.value.save_as(tmp_path / f"mood.{kind}")
    with Image.open(tmp_path / "mood.png") as picture:
        assert picture.width >= 1_200
        pixels = np.asarray(picture.convert("RGB"), dtype=np.int64)
    # Its line is that of a light page, on white.
    assert (pixels[:10] == 255).all()
    near = np.abs(pixels - (0x0F, 0x6E, 0x78)).max(axis=2) < 12
    assert near.sum() > 500
    drawing = (tmp_path / "mood.svg").read_text()
    assert "shown from 5" in drawing
    assert "http:" not in drawing.replace("http://www.w3.org/", "")
    with (tmp_path / "mood.csv").open(encoding="utf-8-sig", newline="") as file:
        title, description, source, definitions, _, columns, *rows = csv.reader(file)
    assert title == ["Mood"]
    assert "from 1 (bad) to 5 (good)" in description[0]
    assert source[0].startswith("Planning · Wave 13")
    assert "in bands" in definitions[0]
    assert columns[:2] == ["Wave", "Average"]
    assert len(rows) == 13
    # Without a pointer as well.
    menu.get_by_title("Save this chart").press("Enter")
    page.keyboard.press("Tab")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert saved.value.suggested_filename.endswith(".png")
    menu.get_by_title("Save this chart").press("Enter")
    page.keyboard.press("Escape")
    assert not menu.get_by_role("button", name="Picture (PNG)").is_visible()


def test_every_chart_has_one_menu_also_when_another_indicator_is_looked_at(
    reads: Callable[..., Page],
) -> None:
    page = reads("manager", "team")
    _wait_until_drawn(page)
    page.get_by_role("radio", name="Switching off").click()
    expect(page.locator(".save-menu[data-of='shares_ao_1']")).to_have_count(1)
    expect(page.locator(".save-menu[data-of='shares_mood_1']")).to_have_count(0)
    expect(page.locator(".save-menu")).to_have_count(page.locator(".stPlotlyChart").count())
