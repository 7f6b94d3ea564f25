"""Parts of pages that Streamlit has no element for, drawn by the browser from data.

Each is registered once, when its module is imported. Text reaches the page as text alone, never as
HTML; colours and typeface are those of the theme.
"""

import json
from collections.abc import Mapping


def as_text(data: Mapping[str, object]) -> dict[str, str]:
    """Return data as a component gets them: its script reads `JSON.parse(data.json)`.

    Streamlit looks for tables in everything but text, and loads pandas to know one when it sees it,
    which takes 75 MB and most of a second.
    """
    return {"json": json.dumps(data, ensure_ascii=False)}
