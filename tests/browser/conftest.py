"""Serves an example organisation as `peil demo` does, and opens it in a real browser."""

import fcntl
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request, expect

from dashboard.commands.demo import prepare
from surveys.installation.installation import Installation, open_installation, release
from surveys.settings.settings import Settings
from tests.browser.office import Office, serve_office
from tests.chromium import FLAGS, engine
from tests.mail import free_port
from tests.serving import PEIL, serving

PEOPLE = 60

# Two cores share the browser, the server and perhaps another test.
expect.set_options(timeout=30_000)


@dataclass(frozen=True)
class Demo:
    """A running example: the links that its terminal printed, its folder and its log.

    `light` opens the light page, `answer` the same in the app.
    """

    address: str
    light: str
    answer: str
    manager: str
    hr: str
    council: str
    administrator: str
    folder: Path
    log: Path
    unused: list[str]
    """Tokens that nobody has used, besides those of `light` and `answer`."""

    def next_answer(self) -> str:
        """Return a link to answer in the app that no other test uses."""
        return f"{self.address}/answer?t={self.unused.pop()}"

    def next_light(self) -> str:
        """Return a link to the light page that no other test uses."""
        return f"{self.address}/a/{self.unused.pop()}"


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The engine of Chromium, for all tests; pages of one site share a process in each context."""
    flags = [*FLAGS, "--process-per-site"]
    opened = playwright.chromium.launch(executable_path=engine(), args=flags)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def english(browser: Browser) -> BrowserContext:
    """An English browser. It lives on, since loading a page takes half the time the next time."""
    return _kept_warm(browser.new_context(locale="en-GB"))


@pytest.fixture(scope="session")
def dutch(browser: Browser) -> BrowserContext:
    """A Dutch browser, which shares nothing with the English one."""
    return _kept_warm(browser.new_context(locale="nl-NL"))


def _kept_warm(context: BrowserContext) -> BrowserContext:
    """Keep an empty page of the site open, and with it the process and the scripts it compiled."""
    kept = context.new_page()
    kept.route("**/*", lambda route: route.fulfill(body="", content_type="text/html"))
    kept.goto("http://localhost/")
    return context


@pytest.fixture
def page(english: BrowserContext) -> Iterator[Page]:
    """An English page, on a desk, of somebody who has no cookie yet."""
    with _opened(english, 1280, 900) as opened:
        yield opened


@pytest.fixture
def phone(dutch: BrowserContext) -> Iterator[Page]:
    """A Dutch page, on a phone, of somebody who has no cookie yet."""
    with _opened(dutch, 360, 740) as opened:
        yield opened


@contextmanager
def _opened(context: BrowserContext, width: int, height: int) -> Iterator[Page]:
    """Open a page; fail if the browser asks another host for anything in the meantime."""
    foreign: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(("http://localhost:", "data:", "blob:", "file:")):
            foreign.append(request.url)

    context.clear_cookies()
    context.on("request", note)
    kept = context.pages
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    yield page
    for left in context.pages:
        if left not in kept:
            left.close()
    context.remove_listener("request", note)
    assert not foreign


def keys_of(folder: Path) -> Path:
    """Return the key folder of the installation in a folder."""
    return Settings(folder=folder).key_folder


@pytest.fixture(scope="session")
def example(shared_folder: Path) -> Path:
    """The folder of an example with 13 counted waves, made once for all workers, to be copied."""
    folder, making = shared_folder / "example", shared_folder / "example-in-the-making"
    with (
        (shared_folder / "example.lock").open("w") as lock,
        pytest.MonkeyPatch.context() as patched,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            patched.setenv("PEIL_FOLDER", str(making))
            prepare(making, PEOPLE, fresh=True, report=lambda *_: None)
            release(Settings(folder=making))
            making.rename(folder)
            keys_of(making).rename(keys_of(folder))
    return folder


@pytest.fixture(scope="session")
def demo(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`peil demo`, started as somebody would from a terminal, for the second time."""
    with serve_copy(example, tmp_path_factory) as running:
        yield running


@contextmanager
def serve_copy(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Serve a copy of the example, of which no link has been used."""
    folder = tmp_path_factory.mktemp("browser") / "example"
    shutil.copytree(example, folder)
    shutil.copytree(keys_of(example), keys_of(folder))
    with serve_demo(PEIL, folder) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_test_leaves_its_language_to_the_next(request: pytest.FixtureRequest) -> Iterator[None]:
    """Forget the languages that people of the shared example have chosen for themselves."""
    demo: Demo | None = None
    if "demo" in request.fixturenames:
        demo = request.getfixturevalue("demo")
    yield
    if demo is not None:
        with closing(sqlite3.connect(demo.folder / "store" / "peil.db", timeout=30)) as database:
            database.execute("UPDATE person SET language = NULL")
            database.commit()


@pytest.fixture(scope="session")
def demo_installation(demo: Demo) -> Iterator[Installation]:
    """The databases of the running example."""
    opened = open_installation(Settings(folder=demo.folder))
    yield opened
    opened.engine.dispose()


@contextmanager
def serve_demo(peil: Path, folder: Path, *, cwd: Path | None = None) -> Iterator[Demo]:
    """Serve an example organisation in a folder with an installed `peil`, started from `cwd`."""
    log, port = folder.with_suffix(".log"), str(free_port())
    address = f"http://localhost:{port}"
    options = ["--port", port, "--people", str(PEOPLE), "--folder", str(folder), "--no-browser"]
    with serving([peil, "demo", *options], f"{address}/healthz", log, cwd=cwd):
        printed = log.read_text()
        manager, hr, council, administrator = re.findall(r"http\S+/sign-in/\S+", printed)
        [answer] = re.findall(r"http\S+/answer\?t=\S+", printed)
        [light] = re.findall(r"http\S+/a/\S+", printed)
        tokens = json.loads((folder / "example.json").read_text())["tokens"]
        unused = [token for token in tokens if not (answer + light).count(token)]
        yield Demo(address, light, answer, manager, hr, council, administrator, folder, log, unused)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory, newest_file: Path) -> Iterator[Office]:
    """An organisation whose people sign in by mail and through an identity provider."""
    folder = tmp_path_factory.mktemp("office") / "data"
    folder.mkdir(mode=0o700)
    shutil.copy2(newest_file, folder)
    with serve_office(folder) as served:
        yield served
