"""What verdicts cost after a count: fit, thresholds, judgement and storage, in seconds and memory.

The newest wave is judged; those before have been judged already, as after any count.
"""

import importlib
import resource
import time
from pathlib import Path
from typing import Any

import pytest

from db import published
from db.base import insert
from db.engine import writing
from db.verdicts import VerdictEdition
from surveys.reading import renew_verdicts
from tests.benchmarks import figures
from tests.benchmarks.measuring import Note, sized
from tests.benchmarks.test_reading import settled
from tests.past_waves import ANCHORS

SIZES = {30: (30, 26), 2_270: sized((2_270, 52), (227, 13))}


@pytest.mark.parametrize("teams", figures.VERDICTS)
def test_verdicts_after_a_count(teams: int, benchmark: Any, tmp_path: Path, note: Note) -> None:
    installation = settled(tmp_path, *SIZES[teams], ANCHORS)
    with writing(installation.engine) as session:
        _newest, (_, judged) = published.closed_waves(session)[:2]
        insert(session, VerdictEdition(key="", judged_through=judged, content={}))
    # A process imports the optimiser once.
    importlib.import_module("scipy.optimize")
    before, spent = time.perf_counter(), time.process_time()
    renew_verdicts(installation)
    seconds, cpu = time.perf_counter() - before, time.process_time() - spent
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    benchmark.pedantic(lambda: None, rounds=1)
    note(figures.VERDICTS[teams], seconds, f"{cpu:.1f} s of processor time")
    note(figures.VERDICTS_MEMORY[teams], memory)
