"""A disk that is full or can only be read: nothing is lost, one sentence says so, it goes on."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import streamlit_app
from dashboard.clock import now, today
from db.engine import engine, sqlite_url
from surveys.answering.ballot import unseal
from surveys.doctor import storage
from surveys.installation import Installation, open_installation
from surveys.instrument import questions_of_wave, shipped
from surveys.operations import tick
from surveys.operations.failures import IN_WORDS
from surveys.organisation import Contacts, create_with_first_unit
from surveys.settings import Settings
from surveys.waves import open_wave
from tests.builders import CLOSES, OPENS, add_people
from tests.commands import Peil
from tests.disks import full, read_only, small_disk
from tests.stored import main_rows

PEOPLE = 12


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of eight megabytes."""
    with small_disk(tmp_path / "disk") as mounted:
        yield mounted


@pytest.fixture
def settings(disk: Path) -> Settings:
    """Settings of an installation on it, with its keys."""
    return Settings(folder=disk / "peil", keys=disk / "keys", database_url=None)


@pytest.fixture
def installation(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """An installation on it, with people."""
    monkeypatch.setenv("PEIL_KEYS", str(settings.keys))
    made = open_installation(settings)
    _, north = create_with_first_unit(
        made, name="Example", first_unit="North", contacts=Contacts("Ada Counsel", "0800 1234")
    )
    add_people(made, north, PEOPLE)
    yield made
    close_files(made)


@pytest.fixture
def browser(own_environment: None, installation: Installation) -> TestClient:
    """A browser at the light page."""
    del own_environment, installation
    return TestClient(streamlit_app.app)


def close_files(place: Installation) -> None:
    """Close every file that this process has open."""
    place.engine.dispose()
    for box in place.store_folder.glob("box-*.db"):
        engine(sqlite_url(box)).dispose()


def moods(place: Installation) -> list[int]:
    """Return what is in the box."""
    key, questions = place.keys.read(1), questions_of_wave(shipped(), 1)
    ballots = (unseal(body, questions, key) for body in place.box(1).bodies())
    return sorted(ballot.answers["mood_1"][0] for ballot in ballots)


def send(browser: TestClient, token: str, option: int) -> int:
    """Send an answer; return the status, once the page says the same."""
    answer = browser.post(f"/a/{token}", data={"q-mood_1": str(option)})
    title = {200: "Thank you", 503: "One moment, please"}[answer.status_code]
    assert title in answer.text
    return answer.status_code


def test_who_answers_on_a_full_disk_is_told_and_sends_again_and_all_are_counted(
    installation: Installation, settings: Settings, disk: Path, browser: TestClient
) -> None:
    tokens = list(open_wave(installation, opens_on=today(), closes_on=today()).tokens.values())
    assert send(browser, tokens[0], 0) == 200
    with full(disk):
        statuses = [send(browser, token, place % 5) for place, token in enumerate(tokens[1:], 1)]
        assert 503 in statuses
        assert len(moods(installation)) == 1 + statuses.count(200)
        (said, *more) = tick(installation, settings, now() + timedelta(days=2)).faults
        assert IN_WORDS["full"] in said
        assert not more, "one sentence, whatever waits for it"
        found = list(storage.check_store_folder(installation.store_folder))
        assert any("Make room" in verdict.remedy for verdict in found if verdict.remedy)
    for place, token in enumerate(tokens[1:], 1):
        if statuses[place - 1] == 503:
            assert send(browser, token, place % 5) == 200
    assert moods(installation) == sorted(place % 5 for place in range(PEOPLE))
    assert tick(installation, settings, now() + timedelta(days=2)).faults == ()
    assert main_rows(installation, "SELECT DISTINCT ballots FROM wave_unit") == [(PEOPLE,)]
    assert not list(installation.keys.path.glob("wave-*"))


def test_a_wave_that_cannot_open_on_a_full_disk_opens_when_there_is_room(
    installation: Installation, disk: Path
) -> None:
    with full(disk), pytest.raises(Exception, match=r"full|No space|disk I/O"):
        open_wave(installation, opens_on=OPENS, closes_on=CLOSES)
    assert main_rows(installation, "SELECT state FROM wave WHERE state <> 'draft'") == []
    opened = open_wave(installation, opens_on=OPENS, closes_on=CLOSES)
    assert len(opened.tokens) == PEOPLE
    assert installation.box(1).exists
    assert main_rows(installation, "SELECT number, state FROM wave") == [(1, "open")]


def test_a_disk_that_can_only_be_read_takes_nothing_says_so_and_goes_on_afterwards(
    installation: Installation,
    settings: Settings,
    disk: Path,
    browser: TestClient,
    peil: Peil,
) -> None:
    tokens = list(open_wave(installation, opens_on=today(), closes_on=today()).tokens.values())
    assert send(browser, tokens[0], 0) == 200
    close_files(installation)
    with read_only(disk):
        assert send(browser, tokens[1], 1) == 503
        assert browser.get(f"/a/{tokens[1]}").status_code in {200, 503}
        (said,) = tick(installation, settings, now() + timedelta(days=2)).faults
        assert IN_WORDS["read_only"] in said
        found = list(storage.check_store_folder(installation.store_folder))
        assert any("can only be read" in verdict.what for verdict in found)
        refused = peil("close-wave")
        assert refused.returncode == 1
        assert "Read-only file system" in refused.stderr
        close_files(installation)
    assert [send(browser, token, 1) for token in tokens[1:]] == [200] * (PEOPLE - 1)
    assert tick(installation, settings, now() + timedelta(days=2)).faults == ()
    assert main_rows(installation, "SELECT DISTINCT ballots FROM wave_unit") == [(PEOPLE,)]
