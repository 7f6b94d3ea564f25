"""Counts a wave in a process of its own, so that its memory can be measured.

Called as `python -m tests.benchmarks.counting FOLDER`; prints JSON.
"""

import json
import random
import resource
import secrets
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nacl.public import PrivateKey, SealedBox

from db import waves
from db.box import receipt_hash
from db.engine import reading
from surveys.answering.ballot import Ballot, seal
from surveys.counting import counting
from surveys.counting.count_analysis import analyse_ballots
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation, open_installation
from surveys.installation.keepers import make_keepers
from surveys.settings.settings import Settings
from surveys.waves.keepers import protect_keys
from surveys.waves.waves import open_wave
from tests.benchmarks.casting import DAY, QUESTIONS, answers, organisation_of
from tests.stored import Intruder

PASSPHRASES = {"HR": "seven herons cross the river", "Council": "the kettle sings in Utrecht"}
COMMENT = "Three meetings before lunch leave no time for the work itself."


@dataclass(frozen=True)
class Cost:
    """Seconds of opening envelopes alone, of the count, and of what it works out of whole ballots.

    And the bytes it took at most, and the seconds of the turns of two keepers, if there are any.
    """

    decrypting: float
    counting: float
    working_out: float
    memory: int
    turns: float = 0


def fill(folder: Path, ballots: int, units: int, *, keepers: bool = False) -> None:
    """Make an installation whose open wave was answered so many times; one in ten comments.

    Its key is sealed for two keepers if there are to be any.
    """
    installation = open_installation(Settings(folder=folder))
    teams = organisation_of(installation, ballots, units)
    if keepers:
        protect_keys(installation, make_keepers(list(PASSPHRASES.items())))
    wave = open_wave(installation, opens_on=DAY, closes_on=DAY)
    with reading(installation.engine) as session:
        public_key = waves.wave(session, wave.id).public_key or b""
    chance = random.Random(3)  # noqa: S311
    with Intruder(installation, box=wave.number) as hand:
        hand.define("BEGIN")
        hand.write("DELETE FROM token")
        for number in range(ballots):
            comments = {"comment": COMMENT} if number % 10 == 0 else {}
            unit, receipt = teams[number % units], secrets.token_bytes(32)
            hand.write("INSERT INTO token VALUES (?, ?)", receipt_hash(receipt), unit.hex)
            ballot = Ballot(unit, answers(chance), comments, receipt)
            body = seal(ballot, QUESTIONS, public_key)
            hand.write("INSERT INTO ballot VALUES (?, ?)", secrets.token_bytes(16), body)
        hand.define("COMMIT")
    installation.engine.dispose()


def cost(folder: Path) -> Cost:
    """Count the wave in a folder, in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.counting", str(folder)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return Cost(**json.loads(done.stdout))


def _opened(installation: Installation) -> PrivateKey:
    """Return the key of the wave, after the turns of its keepers if it has any."""
    if installation.keys.sealed(1) is None:
        return installation.keys.read(1)
    *_, key = [installation.keys.take_turn(1, words).key for words in PASSPHRASES.values()]
    assert key is not None
    return key


def _decrypt(installation: Installation) -> float:
    """Open every envelope without looking at what is inside; return how long it takes."""
    key = _opened(installation)
    start = time.perf_counter()
    for body in installation.box(1).bodies():
        SealedBox(key).decrypt(body)
    return time.perf_counter() - start


def _in_use() -> int:
    """Return the bytes of memory that this process has in use now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def _measure(folder: Path) -> Cost:
    installation = open_installation(Settings(folder=folder))
    before = _in_use()
    start = time.perf_counter()
    # In a child, so that the memory of opening envelopes alone does not count.
    reading = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.counting", str(folder), "only-decrypt"],
        capture_output=True,
        text=True,
        check=True,
    )
    spent = []

    def timed(*arguments: Any) -> Any:
        start = time.perf_counter()
        found = analyse_ballots(*arguments)
        spent.append(time.perf_counter() - start)
        return found

    counting.analyse_ballots = timed  # type: ignore[assignment]
    start = time.perf_counter()
    key = _opened(installation)
    turns = time.perf_counter() - start
    start = time.perf_counter()
    close_wave(installation, DAY, key=key)
    whole = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Cost(float(reading.stdout), whole - spent[0], spent[0], peak - before, turns)


if __name__ == "__main__":
    if "only-decrypt" in sys.argv:
        print(_decrypt(open_installation(Settings(folder=Path(sys.argv[1])))))  # noqa: T201
    else:
        print(json.dumps(asdict(_measure(Path(sys.argv[1])))))  # noqa: T201
