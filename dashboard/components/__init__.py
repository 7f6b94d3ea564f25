"""Parts of pages that Streamlit has no element for, drawn by the browser from data.

Each is registered once, when its module is imported. Text reaches the page as text alone, never as
HTML; colours and typeface are those of the theme.
"""

import json
from collections.abc import Mapping
from pathlib import Path


def as_text(data: Mapping[str, object]) -> dict[str, str]:
    """Return data as a component gets them: its script reads `JSON.parse(data.json)`.

    Streamlit looks for tables in everything but text, and loads pandas to know one when it sees it,
    which takes 75 MB and most of a second.
    """
    return {"json": json.dumps(data, ensure_ascii=False)}


def text_beside(*names: str) -> str:
    """Return the text of files in this folder, such as `stage.js`, one after the other.

    It begins with an empty line: Streamlit takes a single line for the name of a file.
    """
    folder = Path(__file__).parent
    return "\n".join(["", *((folder / name).read_text(encoding="utf-8") for name in names)])
