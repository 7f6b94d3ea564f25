"""The documents build as a site without a warning, which asks no other host for anything."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
import typer.main

from dashboard.commands.main import cli
from surveys.settings.settings import Settings
from surveys.settings.sources import TAB_SECRET


class Requests(HTMLParser):
    """Gathers what a page loads by itself; a link that somebody may follow is none of that."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note every address in a tag."""
        loading = {"src", "srcset", "action", *(() if tag == "a" else ("href",))}
        self.found += [value for name, value in attrs if value and name in loading]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as anybody would."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return folder


def test_every_document_becomes_a_page_that_loads_nothing_from_another_host(site: Path) -> None:
    pages = {page.stem for page in site.glob("*.html")} - {"404"}
    assert pages == {page.stem for page in Path("docs").glob("*.md")}
    for page in site.rglob("*.html"):
        parser = Requests()
        parser.feed(page.read_text(encoding="utf-8"))
        assert parser.found
        assert not [url for url in parser.found if re.match(r"(https?:)?//", url)], page.name
    styles = list(site.rglob("*.css"))
    assert styles
    for style in styles:
        text = style.read_text(encoding="utf-8")
        assert not re.search(r"(url\(|@import)\s*[\"']?(https?:)?//", text), style.name


PAGES = [Path("README.md"), Path("CONTRIBUTING.md"), *Path("docs").glob("*.md")]


def test_every_command_and_setting_that_the_documents_name_exists() -> None:
    commands = set(typer.main.get_command(cli).commands)  # type: ignore[attr-defined]
    settings = {f"PEIL_{name.upper()}" for name in Settings.model_fields}
    settings |= {"PEIL_CONFIG", "PEIL_TEST_POSTGRES_URL", TAB_SECRET}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert set(re.findall(r"(?:uv run|`|bin/)peil ([a-z][a-z-]+)", text)) <= commands, page.name
        named = re.findall(r"PEIL_[A-Z_]+[A-Z]", text)
        assert {name.split("__")[0] for name in named} <= settings, page.name
