"""The primary is killed while people answer: every ballot accepted is counted, none twice."""

import gc
import sys
import threading
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from db.engine import ballot_engine
from db.postgresql_rights import ANSWER
from surveys.answering.casting import CastingUnavailableError, LinkError, answer_sheet, cast
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation, open_installation
from surveys.organisation import Contacts, create_with_first_unit
from surveys.settings.settings import Settings
from surveys.waves.waves import open_wave
from tests.builders import CLOSES, OPENS, add_people
from tests.cluster import Cluster, prepared_cluster, wait_until
from tests.stored import main_rows

pytestmark = pytest.mark.slow

ANSWERS = {"mood_1": (3,)}
PATIENCE = 120
"""Seconds for which somebody sends again before giving up."""


@pytest.fixture(scope="module")
def running() -> Iterator[Cluster]:
    with prepared_cluster() as made:
        yield made


class Crowd:
    """People who answer, and send again until they hear that it arrived."""

    def __init__(self, at: Installation) -> None:
        """Keep where they answer."""
        self._at = at
        self._lock = threading.Lock()
        self.outcomes: Counter[str] = Counter()

    def answer(self, token: str) -> None:
        """Answer by a link, and send again as long as the database is away."""
        deadline = time.monotonic() + PATIENCE
        was_interrupted = False
        while True:
            try:
                answer_sheet(self._at, token, OPENS)
                cast(self._at, token, ANSWERS, OPENS)
                outcome = "thanked"
            except CastingUnavailableError:
                was_interrupted = True
                assert time.monotonic() < deadline, "nobody could answer for too long"
                time.sleep(0.3)
                continue
            except LinkError:
                # The first try is in the box, though the server died before it could say so.
                outcome = "was in already" if was_interrupted else "refused"
            break
        with self._lock:
            self.outcomes[outcome] += 1
            self.outcomes["interrupted"] += was_interrupted


def killed_at(running: Cluster, crowd: Crowd, number: int) -> None:
    """Kill the primary when so many people have been thanked."""
    wait_until(lambda: crowd.outcomes["thanked"] >= number, "enough answers")
    primary = running.primary()
    assert primary is not None
    primary.kill()
    wait_until(lambda: running.primary() not in {None, primary}, "another primary")
    primary.start()


def test_ballots_accepted_are_ballots_counted(
    running: Cluster, tmp_path: Path, in_full: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    people, kills = (1_500, 2) if in_full else (400, 1)
    clock = open_installation(Settings(folder=tmp_path / "clock", database_url=running.url()))
    _, north = create_with_first_unit(
        clock, name="Example", first_unit="North", contacts=Contacts("Ada Counsel", "0800 1234")
    )
    add_people(clock, north, people)
    wave = open_wave(clock, opens_on=OPENS, closes_on=CLOSES)
    place = Settings(folder=tmp_path / "answer", database_url=running.url(ANSWER), only="answer")
    answering = open_installation(place)
    tokens = list(wave.tokens.values())
    parts = [tokens[part :: kills + 1] for part in range(kills + 1)]
    crowd = Crowd(answering)
    seconds = []
    with ThreadPoolExecutor(8) as threads:
        for part in parts[:-1]:
            running.wait_for_standby()
            begun = time.monotonic()
            enough = crowd.outcomes["thanked"] + len(part) // 3
            killer = threading.Thread(target=killed_at, args=(running, crowd, enough))
            killer.start()
            list(threads.map(crowd.answer, part))
            killer.join()
            seconds.append(time.monotonic() - begun)
        list(threads.map(crowd.answer, parts[-1]))

        # Everybody sends once more.
        again = Crowd(answering)
        list(threads.map(again.answer, tokens))
    assert again.outcomes["refused"] == people
    accepted = crowd.outcomes["thanked"] + crowd.outcomes["was in already"]
    assert accepted == people
    assert crowd.outcomes["interrupted"] > 0, "nobody noticed that the primary was killed"
    assert crowd.outcomes["refused"] == 0
    assert clock.box(wave.number).number_cast() == people
    close_wave(clock, CLOSES)
    counted = main_rows(clock, "SELECT counts FROM result WHERE question_id = 'mood_1'")
    assert [sum(counts) for (counts,) in counted] == [people, people]
    with capsys.disabled():
        sys.stdout.write(f"\nkilled primaries: {kills}, {dict(crowd.outcomes)}, {seconds} s\n")
    for one in (clock, answering):
        ballot_engine(one.engine).dispose()
        one.engine.dispose()
    with warnings.catch_warnings():
        # Connections that were in use while their pool was replaced end when they are collected.
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
