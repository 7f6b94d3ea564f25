"""Takes the pictures of the documents anew: `uv run python .ci/screenshots.py`.

From the example organisation, in Chromium, so that no picture shows what is not there any more.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

IMAGES = Path(__file__).parents[1] / "docs" / "images"
PORT = 8761
ADDRESS = f"http://localhost:{PORT}"


@dataclass(frozen=True)
class Picture:
    """One picture: who looks at which page, how wide, in which language and theme."""

    name: str
    who: str
    path: str
    width: int
    height: int
    locale: str = "en-GB"
    scheme: str = "light"


PICTURES = (
    Picture("team", "manager", "/team", 1280, 1490),
    Picture("team-dark-phone", "manager", "/team", 390, 1500, "nl-NL", "dark"),
    Picture("organisation", "hr", "/organisation", 1280, 1500),
    Picture("answer-phone", "", "answer", 390, 1180),
    Picture("meeting", "manager", "/present?slide=3", 1280, 720),
    Picture("privacy", "", "/privacy", 1280, 1200, "nl-NL"),
)


@contextmanager
def example() -> Iterator[Path]:
    """Serve the example organisation; yield its folder."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "example"
        log = Path(temporary) / "log"
        peil = Path(sys.executable).with_name("peil")
        options = ["--folder", str(folder), "--port", str(PORT), "--no-browser"]
        with log.open("w") as output:
            server = subprocess.Popen([str(peil), "demo", *options], stdout=output)
        try:
            _wait()
            yield folder
        finally:
            server.terminate()
            server.wait()


def _wait() -> None:
    for _ in range(3_000):
        try:
            urllib.request.urlopen(f"{ADDRESS}/healthz", timeout=1)  # noqa: S310
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    sys.exit("the example did not start")


def take(browser: Browser, picture: Picture, folder: Path) -> None:
    """Take one picture."""
    context = browser.new_context(
        locale=picture.locale,
        color_scheme=picture.scheme,  # type: ignore[arg-type]
        viewport={"width": picture.width, "height": picture.height},
    )
    page = context.new_page()
    log = (folder.parent / "log").read_text()
    manager, hr, *_ = re.findall(r"http\S+/sign-in/\S+", log)
    unit = ""
    if picture.who:
        page.goto({"manager": manager, "hr": hr}[picture.who])
        page.wait_for_selector(".js-plotly-plot .main-svg")
        unit = page.url.partition("unit=")[2].partition("&")[0]
    token = json.loads((folder / "example.json").read_text())["tokens"][0]
    path = f"/a/{token}" if picture.path == "answer" else picture.path
    if picture.path.startswith("/present"):
        path += f"&unit={unit}"
    page.goto(ADDRESS + path)
    if picture.who:
        page.wait_for_selector(".js-plotly-plot .main-svg")
    page.wait_for_timeout(3_000)
    page.screenshot(path=IMAGES / f"{picture.name}.png")
    context.close()


def main() -> None:
    """Take all pictures."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    IMAGES.mkdir(exist_ok=True)
    with example() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for picture in PICTURES:
            take(browser, picture, folder)
        browser.close()


if __name__ == "__main__":
    main()
