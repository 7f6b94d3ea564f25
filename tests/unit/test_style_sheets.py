"""What the style sheets assume of Streamlit; when an upgrade breaks it, look at the page again."""

import re
import tomllib
from pathlib import Path

import streamlit

from dashboard import http
from dashboard.components.verdict_rows import MOST_RESERVED
from dashboard.http.routes import STATIC

BUNDLES = Path(streamlit.__file__).parent / "static/static/js"
PAGES = (Path(STATIC) / "pages.css").read_text(encoding="utf-8")


def of(bundle: str) -> str:
    """Return the scripts of a part of Streamlit."""
    return "".join(file.read_text(encoding="utf-8") for file in BUNDLES.glob(f"{bundle}.*.js"))


def test_fields_for_files_have_the_parts_whose_words_are_replaced() -> None:
    uploader = of("FileUploader")
    for name in ("stFileUploaderDropzone", "stFileUploaderDropzoneInstructions"):
        assert name in PAGES
        assert f"`{name}`" in uploader
    assert "stBaseButton-secondary" in PAGES
    assert "stBaseButton-" in of("BaseButton")
    assert "label:l?`Upload directories`:`Upload`" in uploader, "the word that ours replaces"


def test_menus_stand_outside_the_app_so_that_fields_in_them_are_matched_without_it() -> None:
    app = of("index")
    assert "id:`stFloatingOverlayPortal`" in app, "where menus are put"
    for field in ("stCheckbox", "stRadioOption"):
        rules = [line for line in PAGES.splitlines() if f'"{field}"]' in line]
        assert rules
        assert not [line for line in rules if ".stApp" in line]


def test_room_is_kept_for_as_many_rows_of_verdicts_as_come() -> None:
    known = re.findall(r'\[class\*="st-key-rows_(\d)_"\] \{ --rows: (\d); \}', PAGES)
    assert known == [(str(rows), str(rows)) for rows in range(1, MOST_RESERVED + 1)]


def test_a_primary_button_that_opens_a_menu_has_the_colours_of_the_theme() -> None:
    theme = tomllib.loads((Path(http.__file__).parent / "streamlit.toml").read_text("utf-8"))
    on_light, on_dark = (theme["theme"][name]["violetTextColor"] for name in ("light", "dark"))
    assert f"color: light-dark({on_light}, {on_dark});" in PAGES
    assert '"data-testid":`stPopoverButton`,kind:' in of("index")


def test_an_open_menu_on_a_phone_is_told_by_what_streamlit_says_of_it() -> None:
    assert '[data-testid="stSidebar"][data-collapsed="false"]' in PAGES
    assert (
        '"data-testid":`stSidebar`,"aria-label":`Sidebar`,"data-collapsed":r?`true`:`false`'
        in of("index")
    )
