"""How data go to a component: as one text.

Streamlit looks for tables in everything else, and loads pandas to know one when it sees it, which
takes 75 MB and most of a second.
"""

import json
from collections.abc import Mapping


def as_text(data: Mapping[str, object]) -> dict[str, str]:
    """Return data as a component gets them: its script reads `JSON.parse(data.json)`."""
    return {"json": json.dumps(data, ensure_ascii=False)}
