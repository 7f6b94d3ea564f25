"""What axe finds on a page: the rules of WCAG 2.2 AA that it breaks."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
BY_STREAMLIT = {
    # https://github.com/streamlit/streamlit/pull/16460 and 15647: parts of a date and of a time.
    "target-size": 'role="spinbutton"',
}
"""What Streamlit's own markup breaks: a rule, and what the elements have that break it."""


def violations(page: Page) -> dict[str, list[object]]:
    """Return the targets of each rule of WCAG that a page breaks, in the light or dark theme."""
    # Axe looks at a page as it is: whatever still fades in has too little contrast.
    page.wait_for_timeout(500)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response
    assert found["passes"]
    broken: dict[str, list[object]] = {}
    for fault in found["violations"]:
        known = BY_STREAMLIT.get(fault["id"])
        for node in fault["nodes"]:
            if known is None or known not in node["html"]:
                broken.setdefault(fault["id"], []).append(node["target"])
    return broken
