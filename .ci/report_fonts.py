"""Make the two fonts of PDF reports from those of the pages: static, both alphabets in one file.

`uv run --with "fonttools[woff]" python .ci/report_fonts.py`; run it after a new version of Inter.
Typst reads neither WOFF2 nor one family in several files.
"""

import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).parents[1]
PAGES, REPORTS = ROOT / "dashboard" / "static", ROOT / "dashboard" / "reports" / "fonts"
STYLES = {"Regular": 400, "Bold": 700}


def main() -> None:
    """Write both fonts."""
    REPORTS.mkdir(exist_ok=True)
    for style, weight in STYLES.items():
        with tempfile.TemporaryDirectory() as folder:
            parts = []
            for alphabet in ("latin", "latin-ext"):
                font = TTFont(PAGES / f"inter-{alphabet}.woff2")
                instantiateVariableFont(font, {"wght": weight}, inplace=True, updateFontNames=False)
                font.flavor = None
                parts.append(str(Path(folder) / f"{alphabet}.ttf"))
                font.save(parts[-1])
            merged = Merger().merge(parts)
        names = {1: "Inter", 2: style, 4: f"Inter {style}", 6: f"Inter-{style}"}
        for number, name in names.items():
            merged["name"].setName(name, number, 3, 1, 0x409)
        merged["OS/2"].usWeightClass = weight
        bold = style == "Bold"
        merged["OS/2"].fsSelection = 0x20 if bold else 0x40
        merged["head"].macStyle = int(bold)
        merged.save(REPORTS / f"inter-{style.lower()}.ttf")
    sys.stdout.write(f"{', '.join(sorted(file.name for file in REPORTS.glob('*.ttf')))}\n")


if __name__ == "__main__":
    main()
