"""What Streamlit sends to browsers; a message says what to do when an upgrade breaks it."""

import re
from pathlib import Path
from typing import Any

import pytest

from dashboard.http.routes import STATIC
from dashboard.streamlit_internals import browser

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def code() -> str:
    scripts = (browser.STATIC / "static/js").glob("*.js")
    return "\n".join(script.read_text(encoding="utf-8") for script in scripts)


def test_the_head_of_the_page_is_known() -> None:
    html = browser.index_html()
    assert html.count("<head>") == 1, "html_shell has to find another place for what it adds"
    assert html.index("<head>") < html.index("<script")


def test_colours_of_figures_are_replaced_in_the_browser(code: str) -> None:
    colours = browser.ThemeColours
    shades = (colours.DIVERGING_BELOW, colours.DIVERGING_ABOVE, colours.BACKGROUND, colours.TEXT)
    missing = [colour for colour in (*colours.CATEGORIES, *shades) if colour not in code]
    assert not missing, "charts need colours of their own for light and dark: see charts/chart.py"


def test_scripts_in_the_browser_ask_where_their_server_is_and_one_draws_charts(code: str) -> None:
    assert "__streamlit" in code
    for name in ("BACKEND_BASE_URL", "LIGHT_THEME", "DARK_THEME"):
        assert name in code, "find the new name, or drop it from start_script"
    [script] = browser.chart_scripts() or [""]
    assert (browser.STATIC / script).is_file(), "chart_scripts has to look for the new name"


def test_no_typeface_of_streamlit_is_ever_asked_for_and_icons_are_ours() -> None:
    assert 'rel="preload"' not in browser.index_html(), "adapt _PRELOADED_TYPEFACE"
    address, styles = browser.stylesheet()
    assert f'href=".{address}"' in browser.index_html()
    asked_for = re.findall(r"url\(([^)]+)\)", styles)
    assert '"../../app/static/icons.woff2"' in asked_for, "adapt _ICON_FONT"
    rest = [url for url in asked_for if "KaTeX" not in url and not url.startswith("data:")]
    assert rest == ['"../../app/static/icons.woff2"'], "adapt _TYPEFACE"


def test_our_font_has_every_icon_that_is_shown() -> None:
    ttlib = pytest.importorskip("fontTools.ttLib", reason="needs the group `oracles`")
    source = "\n".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "dashboard").rglob("*.py")
    )
    named = browser.icons_shown(source)
    assert "sentiment_neutral" in named
    assert "keyboard_arrow_right" in named, "icons_shown has to look for Streamlit's own"
    # Some names in Streamlit's scripts are of no icon, in examples.
    drawn = named & written_out(ttlib.TTFont(browser.icon_font()))
    assert len(drawn) > 100
    assert drawn <= written_out(ttlib.TTFont(STATIC / "icons.woff2")), "run .ci/icons.py"


def written_out(font: Any) -> set[str]:
    """Return the icons of a font that appear in the place of their written name."""
    tables = (table for lookup in font["GSUB"].table.LookupList.Lookup for table in lookup.SubTable)
    return {
        ligature.LigGlyph
        for table in tables
        for ligatures in getattr(table, "ExtSubTable", table).ligatures.values()
        for ligature in ligatures
    }


def test_scripts_take_no_messages_from_other_sites_and_can_leave_out_dialogs_of_errors(
    code: str,
) -> None:
    for name in ("HOST_CONFIG", "allowedOrigins", "useExternalAuthToken", "blockErrorDialogs"):
        assert name in browser.start_script({})
        assert name in code, "find the new name: else Streamlit's own dialog of a lost connection"


def test_a_page_tells_whether_it_has_a_connection(code: str) -> None:
    for name in (
        browser.CONNECTION_STATE,
        f"CONNECTED=`{browser.CONNECTED}`",
        f"`{browser.LOST_FOR_GOOD}`",
        "stConnectionStatus",
    ):
        assert name in code, "stop a server, look at the page, and adapt server_away"
    assert "stConnectionStatus" in browser.CONNECTION_STATUS


def test_elements_have_the_classes_by_which_questions_are_drawn_as_cards(code: str) -> None:
    for name in ("Form", "VerticalBlock", "ElementContainer", "ButtonGroup"):
        assert f".st{name}" in browser.CARDS
        assert f"st{name}" in code, "look at the answer page, and adapt CARDS"
    assert ":has(.st-key-send)" in browser.CARDS, (
        "fields of other forms have no border of their own"
    )


def test_elements_have_the_classes_by_which_a_kiosk_makes_targets_large(code: str) -> None:
    selectors = [browser.ROWS, browser.OPTIONS, browser.QUESTIONS, browser.BUTTONS]
    named = set(re.findall(r"\bst[A-Z]\w+", " ".join([*selectors, browser.FIELDS])))
    assert named == {
        "stForm", "stButtonGroup", "stWidgetLabel", "stFormSubmitButton", "stButton", "stTextInput",
    }  # fmt: skip
    assert not {name for name in named if name not in code}, "look at /answer?kiosk, and adapt them"


def test_choices_long_texts_and_buttons_have_scripts_of_their_own() -> None:
    scripts = browser.answer_scripts()
    assert len(scripts) == 3, "look at what the answer page loads last, and adapt answer_scripts"
    assert all((browser.STATIC / script).is_file() for script in scripts)


def test_the_menu_of_a_phone_has_known_parts_and_is_kept_under_a_known_name(code: str) -> None:
    for selector in (browser.MENU_LINK, browser.MENU_CLOSE):
        [name] = re.findall(r"data-testid=(\w+)", selector)
        assert f"`{name}`" in code, "open the menu of a phone, choose a page, and look"
    assert f"`{browser.MENU_KEPT}${{" in code, "open the menu of a phone, and look what is kept"


def test_a_line_stands_for_an_element_whose_script_is_on_its_way(code: str) -> None:
    assert browser.SKELETONS == "[data-testid=stSkeleton]"
    awaited = r"Suspense,\{fallback:\w+\(\w+,\{\"data-testid\":`stSkeleton`"
    assert re.search(awaited, code), "delay ButtonGroup.*.js, look at /answer, adapt drawn_forms"
    for selector in (browser.FORM, browser.SUBMIT):
        assert selector.removeprefix(".") in code, "look at a page with a form, adapt drawn_forms"


def test_the_theme_script_writes_what_streamlit_reads(code: str) -> None:
    script = browser.theme_script("peil_theme")
    assert "`stActiveTheme-${window.location.pathname}`" in code
    assert re.search(r"ACTIVE_THEME:`\$\{\w+\}-v\$\{\w+\}`", code)
    assert re.search(r"\w+=2,\w+=`stActiveTheme-", code), "write another version number"
    assert "`stActiveTheme-${location.pathname}-v2`" in script
    assert re.search(r"===`System`\|\|e===`Light`\|\|e===`Dark`", code)
    assert all(f"'\"{name}\"'" in script for name in ("Light", "Dark", "System"))


OUR_CLASSES = re.compile(r"\.st-key-[a-z_]+")


@pytest.mark.parametrize("sheet", ["pages.css", "print.css"])
def test_every_name_in_our_style_sheets_is_still_one_of_streamlits(code: str, sheet: str) -> None:
    """Find out what the element is called now, and look at the pages that the section is about."""
    rules = re.sub(r"/\*.*?\*/", "", (STATIC / sheet).read_text(encoding="utf-8"), flags=re.S)
    rules = OUR_CLASSES.sub("", rules)
    names = set(re.findall(r"\.((?:st|react-aria-)[A-Z]\w+)", rules))
    names |= set(re.findall(r"data-testid=\"?(\w+)", rules))
    assert not {name for name in names if name not in code}


def test_scripts_of_components_name_elements_that_streamlit_draws() -> None:
    """Else look in the browser for what the part of the page is called now, and rename it there."""
    parts = ROOT / "dashboard" / "components"
    used = {
        name
        for file in parts.glob("*.js")
        for name in re.findall(
            r"\.(st[A-Z]\w+|main-svg|svg-container|js-plotly-plot)|data-testid=\"?(\w+)",
            file.read_text(encoding="utf-8"),
        )
    }
    drawn = "".join(
        script.read_text(encoding="utf-8", errors="replace")
        for script in (browser.STATIC / "static" / "js").glob("*.js")
    )
    assert [name for name in map("".join, used) if name not in drawn] == []
    assert "js-plotly-plot" in "".join(map("".join, used))
