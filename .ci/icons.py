"""Make `dashboard/static/icons.woff2`: of Streamlit's font of icons, those that pages show.

Streamlit loads the whole font with every page, 4,000 icons in 375 kB. Run this when an icon is
missing, as `tests/unit/streamlit_internals/test_browser.py` says:

    uv run --with "fonttools[woff]" python .ci/icons.py
"""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from dashboard.http.routes import STATIC
from dashboard.streamlit_internals.browser import icon_font, icons_shown

ROOT = Path(__file__).parents[1]
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_ "


def main() -> None:
    """Write the font."""
    source = (file.read_text(encoding="utf-8") for file in (ROOT / "dashboard").rglob("*.py"))
    wanted = icons_shown("\n".join(source))
    # Without the closure: it would keep every icon that can be written with these letters.
    options = subset.Options(
        flavor="woff2", layout_closure=False, layout_features=["rlig"], glyph_names=True
    )
    font = TTFont(icon_font())
    chosen = subset.Subsetter(options)
    chosen.populate(text=LETTERS, glyphs=sorted(wanted & set(font.getGlyphOrder())))
    chosen.subset(font)
    subset.save_font(font, str(STATIC / "icons.woff2"), options)


if __name__ == "__main__":
    main()
