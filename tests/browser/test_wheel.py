"""What is installed from the wheel is the program that the repository runs."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.http.streamlit_settings import options
from tests.browser.conftest import Demo, serve_demo
from tests.unit.charts.test_colours import contrast

ROOT = Path(__file__).parents[2]
PARTS = ("dashboard", "surveys", "db", "streamlit_app.py")
FOREIGN_SETTINGS = """
[browser]
gatherUsageStats = true

[client]
toolbarMode = "developer"

[theme]
base = "dark"
primaryColor = "#FF0000"
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as for a release."""
    folder = tmp_path_factory.mktemp("wheel")
    _uv("build", "--wheel", "--out-dir", folder, ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that holds the wheel and what it depends on."""
    environment = tmp_path_factory.mktemp("installed") / "environment"
    python = environment / "bin" / "python"
    _uv("venv", "--python", sys.executable, environment)
    _uv("pip", "install", "--python", python, "--constraint", ROOT / "requirements.lock", wheel)
    return python.parent


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder outside the repository, with settings of Streamlit for another program."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "config.toml").write_text(FOREIGN_SETTINGS)
    return folder


@pytest.fixture(scope="module")
def served(installed: Path, elsewhere: Path) -> Iterator[Demo]:
    """The example organisation, served by the installed program."""
    with serve_demo(installed / "peil", elsewhere / "example", cwd=elsewhere) as running:
        yield running


def _uv(*arguments: str | Path) -> None:
    uv = shutil.which("uv")
    if uv is None:
        if os.environ.get("CI") == "true":
            pytest.fail("uv is missing: `pip install uv`")
        pytest.skip("needs uv: `pip install uv`")
    done = subprocess.run([uv, "--quiet", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _words(*command: str | Path, cwd: Path = ROOT) -> list[str]:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_wheel_holds_exactly_what_the_repository_keeps_of_the_packages(wheel: Path) -> None:
    tracked = _words("git", "ls-files", "--cached", "--others", "--exclude-standard", *PARTS)
    with zipfile.ZipFile(wheel) as opened:
        held = [name for name in opened.namelist() if ".dist-info/" not in name]
    assert sorted(held) == sorted(name for name in tracked if (ROOT / name).exists())


def test_the_installed_program_sets_streamlit_itself(installed: Path, elsewhere: Path) -> None:
    show = (
        "import streamlit_app, dashboard; from streamlit import config; "
        "print(dashboard.__file__, *(config.get_option(name) for name in "
        "('browser.gatherUsageStats', 'client.toolbarMode', 'server.maxUploadSize', 'theme.base')))"
    )
    printed = _words(installed / "python", "-c", show, cwd=elsewhere)
    assert Path(printed[0]).is_relative_to(installed.parent)
    assert printed[1:] == ["False", "minimal", "200", "None"]


def test_an_employee_sees_our_theme_and_can_read_the_button(served: Demo, page: Page) -> None:
    """Asks no other host for anything: see the fixture `page`."""
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    fonts: list[int] = []
    page.on("response", lambda r: fonts.append(r.status) if "/app/static/inter" in r.url else None)
    page.goto(served.answer)
    send = page.get_by_role("button", name="Send my answers")
    send.wait_for()
    light = options()
    assert _style(page.locator("body"), "font-family").startswith("Inter")
    assert _style(page.get_by_test_id("stApp"), "background-color") == _rgb(
        light["theme.light.backgroundColor"]
    )
    assert fonts
    assert set(fonts) == {200}
    label = send.locator("p").locator("*").last
    assert contrast(_hex(_style(label, "color")), _hex(_style(send, "background-color"))) >= 4.5
    assert [text for text in told if "Content Security Policy" in text] == []


def test_nobody_sees_the_menu_of_developers(served: Demo, page: Page) -> None:
    page.goto(served.manager)
    expect(page.get_by_role("button", name="Save or print")).to_be_visible()
    expect(page.get_by_test_id("stMainMenu")).to_have_count(0)
    expect(page.get_by_test_id("stAppDeployButton")).to_have_count(0)


def _style(element: Locator, name: str) -> str:
    value = element.evaluate("(element, name) => getComputedStyle(element)[name]", name)
    assert isinstance(value, str)
    return value


def _rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))


def _hex(colour: str) -> str:
    red, green, blue = map(int, colour.removeprefix("rgb(").removesuffix(")").split(","))
    return f"#{red:02x}{green:02x}{blue:02x}"
