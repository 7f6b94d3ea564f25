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
from tests.benchmarks.conftest import Figure
from tests.benchmarks.test_reading import settled
from tests.past_waves import ANCHORS

SIZES = {"30 teams, 26 waves": (30, 26, 2.0), "2,500 units, 52 waves": (2_270, 52, 60.0)}
MAX_MEMORY = 1024


@pytest.mark.parametrize("name", SIZES)
def test_verdicts_after_a_count(name: str, benchmark: Any, tmp_path: Path, figure: Figure) -> None:
    teams, waves, most = SIZES[name]
    installation = settled(tmp_path, teams, waves, ANCHORS)
    with writing(installation.engine) as session:
        _newest, (_, judged) = published.closed_waves(session)[:2]
        insert(session, VerdictEdition(key="", judged_through=judged, content={}))
    # A process imports the optimiser once.
    importlib.import_module("scipy.optimize")
    before = time.perf_counter()
    renew_verdicts(installation)
    seconds = time.perf_counter() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    benchmark.pedantic(lambda: None, rounds=1)
    figure(f"verdicts: {name}", f"{seconds:.1f} s", f"at most {most:g} s")
    figure("   of this, at most", f"{seconds / most:.2f}", "1.00")
    figure("   peak memory of the process", f"{memory:,.0f} MB", f"at most {MAX_MEMORY} MB")
