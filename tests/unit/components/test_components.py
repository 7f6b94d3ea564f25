"""All parts that the browser draws from data."""

import re
from pathlib import Path

import pytest

COMPONENTS = Path(__file__).parents[3] / "dashboard" / "components"
FILES = [file for file in sorted(COMPONENTS.iterdir()) if file.suffix in {".py", ".js"}]
AS_HTML = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser"
    r"|srcdoc|\beval\(|new Function"
)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_a_component_is_sent_is_drawn_as_text(file: Path) -> None:
    """Names are sent as they were typed, so nothing that is sent may become HTML or a script."""
    assert not AS_HTML.findall(file.read_text(encoding="utf-8"))
