"""A tab asleep over the closing time, and proxies that cut websockets, as somebody meets them."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect

from dashboard.clock import now, today
from surveys.answering.ballot import unseal
from surveys.counting import close_wave
from surveys.doctor import address as doctor
from surveys.installation import Installation
from surveys.instrument import questions_of_wave, shipped
from surveys.settings import Settings
from tests.mail import free_port
from tests.proxies import need, nginx
from tests.serving import serving_peil
from tests.stored import main_rows

MAIL = "mailto://localhost:9"


@pytest.fixture
def days() -> tuple[date, date]:
    """The wave is open today: the server looks at the clock."""
    return today(), today()


@contextmanager
def tab(browser: Browser) -> Iterator[Page]:
    """A tab of a browser that takes the certificate of the test."""
    context = browser.new_context(locale="en-GB", ignore_https_errors=True)
    yield context.new_page()
    context.close()


def choose(page: Page) -> None:
    """Choose the best answer to the first question, on either page."""
    page.locator("fieldset .o").nth(4).or_(
        page.get_by_role("radio", name="Very good")
    ).first.click()


def moods(installation: Installation) -> list[object]:
    key, questions = installation.keys.read(1), questions_of_wave(shipped(), 1)
    bodies = installation.box(1).bodies()
    return [unseal(body, questions, key).answers["mood_1"] for body in bodies]


@pytest.mark.parametrize("path", ["/a/{token}", "/answer?t={token}"], ids=["light", "app"])
def test_who_sends_from_a_tab_that_slept_over_the_count_hears_that_it_was_too_late(
    browser: Browser, installation: Installation, settings: Settings, token: str, path: str
) -> None:
    with serving_peil(settings.folder, MAIL) as address, tab(browser) as page:
        page.goto(address + path.format(token=token))
        choose(page)
        life = page.context.new_cdp_session(page)
        life.send("Page.setWebLifecycleState", {"state": "frozen"})
        close_wave(installation, today())
        life.send("Page.setWebLifecycleState", {"state": "active"})
        page.get_by_role("button", name="Send my answers").click()
        expect(page.get_by_role("heading", name="This pulse has closed")).to_be_visible()
        expect(page.get_by_text("not counted")).to_be_visible()
        expect(page.get_by_text("Ada Counsel").first).to_be_visible()
    assert main_rows(installation, "SELECT state FROM wave") == [("closed",)]
    assert main_rows(installation, "SELECT * FROM result") == []


def test_behind_a_proxy_that_cuts_every_websocket_the_light_page_works_and_it_is_told(
    browser: Browser, installation: Installation, settings: Settings, token: str, tmp_path: Path
) -> None:
    need("nginx")
    (tmp_path / "nginx").mkdir()
    cut = {"proxy_set_header   Upgrade $http_upgrade;": ""}
    with (
        serving_peil(settings.folder, MAIL) as upstream,
        nginx(tmp_path / "nginx", upstream, changes=cut) as proxy,
        tab(browser) as page,
    ):
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("SSL_CERT_FILE", str(tmp_path / "nginx" / "peil.pem"))
            said = [verdict.what for verdict in doctor.check(proxy.address, now())]
        assert any("no WebSocket gets through" in each for each in said)
        page.clock.install()
        page.goto(f"{proxy.address}/how-to-read")
        away = page.get_by_role("alert").filter(has_text="No connection.")
        for _ in range(60):
            page.clock.run_for(1_000)
            if away.is_visible():
                break
        expect(away).to_be_visible()
        page.goto(f"{proxy.address}/a/{token}")
        choose(page)
        page.get_by_role("button", name="Send my answers").click()
        page.clock.run_for(1_000)
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert moods(installation) == [(4,)]


def test_behind_a_proxy_that_cuts_websockets_again_and_again_answers_stay_and_are_sent(
    browser: Browser, installation: Installation, settings: Settings, token: str, tmp_path: Path
) -> None:
    need("nginx")
    (tmp_path / "nginx").mkdir()
    soon = {"proxy_read_timeout 1h;": "proxy_read_timeout 2s;"}
    with (
        serving_peil(settings.folder, MAIL) as upstream,
        nginx(tmp_path / "nginx", upstream, changes=soon) as proxy,
        tab(browser) as page,
    ):
        opened: list[str] = []
        page.on("websocket", lambda socket: opened.append(socket.url))
        page.goto(f"{proxy.address}/answer?t={token}")
        choose(page)
        for _ in range(60):
            page.wait_for_timeout(500)
            if len(opened) >= 3:
                break
        assert len(opened) >= 3, "the proxy cut nothing"
        send = page.get_by_role("button", name="Send my answers")
        expect(page.get_by_role("radio", name="Very good")).to_be_checked()
        done = page.get_by_role("heading", name=re.compile("Thank you|This link has been used"))
        for _ in range(10):
            if send.is_visible():
                send.click()
            with suppress(TimeoutError):
                done.wait_for(timeout=5_000)
                break
        expect(done).to_be_visible()
    assert moods(installation) == [(4,)]


def test_while_a_proxy_finds_no_server_answers_of_the_light_page_wait_and_go_by_themselves(
    browser: Browser, installation: Installation, settings: Settings, token: str, tmp_path: Path
) -> None:
    """The page by which a proxy says so never takes the place of the answers."""
    need("nginx")
    (tmp_path / "nginx").mkdir()
    port = free_port()
    with ExitStack() as stack:
        first = stack.enter_context(ExitStack())
        upstream = first.enter_context(serving_peil(settings.folder, MAIL, port=port))
        proxy = stack.enter_context(nginx(tmp_path / "nginx", upstream))
        page = stack.enter_context(tab(browser))
        page.goto(f"{proxy.address}/a/{token}")
        choose(page)
        first.close()
        with page.expect_response(lambda answer: answer.request.method == "POST") as refused:
            page.get_by_role("button", name="Send my answers").click()
        assert refused.value.status in {502, 503, 504}
        expect(page.get_by_text("No connection. Your answers are still here")).to_be_visible()
        stack.enter_context(serving_peil(settings.folder, MAIL, port=port))
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible(timeout=60_000)
    assert moods(installation) == [(4,)]
