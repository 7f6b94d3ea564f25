"""A server does what is due by itself, unless it only takes answers; no fault ends it."""

import asyncio
import gc
import re
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from dashboard.answering.light.app import app as light_page
from dashboard.clock import today
from dashboard.http.lifespan import lifespan
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation
from surveys.operations import Founder, Locale, set_up_installation
from surveys.organisation import Contacts
from surveys.settings.settings import current_settings
from surveys.waves.waves import open_wave
from tests.builders import add_people
from tests.locks import main_database_away
from tests.stored import main_rows


@pytest.fixture
def overdue(own_environment: None, installation: Installation, north: UUID) -> Installation:
    """An installation with a wave that closed long ago, as that of this process."""
    del own_environment
    add_people(installation, north, 6)
    long_ago = today() - timedelta(days=6 * 366)
    open_wave(installation, opens_on=long_ago, closes_on=long_ago)
    close_wave(installation, long_ago)
    return installation


def waves(place: Installation) -> int:
    return len(main_rows(place, "SELECT id FROM wave"))


def apart(doing: Coroutine[Any, Any, bool]) -> bool:
    """Run a loop in a thread of its own: the browser tests leave one running in this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, doing).result()


def serve_until(done: Callable[[], bool], seconds: float = 20) -> bool:
    """Run a server's lifespan until something has happened, or for some time."""

    async def run() -> bool:
        async with lifespan(None):
            for _ in range(int(seconds * 20)):
                if done():
                    return True
                await asyncio.sleep(0.05)
            return False

    return apart(run())


def test_a_server_deletes_what_is_due(overdue: Installation) -> None:
    assert waves(overdue) == 1
    assert serve_until(lambda: waves(overdue) == 0)


@pytest.mark.parametrize("serving", [lifespan, light_page.router.lifespan_context])
def test_garbage_is_collected_once_a_server_has_started(
    own_environment: None, serving: Callable[[Any], AbstractAsyncContextManager[object]]
) -> None:
    """`peil serve` starts without the collector."""
    del own_environment

    async def is_collected() -> bool:
        async with serving(light_page):
            return gc.isenabled()

    gc.disable()
    try:
        assert apart(is_collected())
    finally:
        gc.enable()


def test_answering_deletes_nothing(overdue: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEIL_ONLY", "answer")
    current_settings.cache_clear()
    assert not serve_until(lambda: waves(overdue) == 0, seconds=1)


def test_a_fault_of_the_database_is_logged_and_does_not_end_the_server(
    overdue: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> bool:
        async with lifespan(None):
            with main_database_away(overdue):
                for _ in range(200):
                    if "the clock: The database does not answer." in caplog.text:
                        return True
                    await asyncio.sleep(0.05)
        return False

    assert apart(run())
    assert waves(overdue) == 1


def test_a_server_prints_a_code_for_set_up_unless_it_is_done_or_takes_only_answers(
    own_environment: None,
    installation: Installation,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def printed() -> list[str]:
        current_settings.cache_clear()
        assert serve_until(lambda: True)
        return re.findall(r"code, which works once: (\S+)", capsys.readouterr().out)

    monkeypatch.setenv("PEIL_ONLY", "answer")
    assert printed() == []
    monkeypatch.delenv("PEIL_ONLY")
    [first], [second] = printed(), printed()
    assert first != second
    founder, contacts = Founder("Sam", "sam@example.org"), Contacts("Ada", "0800 1")
    set_up_installation(
        installation, name="Acme", contacts=contacts, locale=Locale(), founder=founder, code=first
    )
    assert printed() == []
