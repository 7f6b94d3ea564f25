"""An import of 100,000 people in 5,000 units; run with `--benchmark-only -n 0 -s`."""

import time
import tracemalloc
from typing import Any

from surveys.installation.installation import Installation
from surveys.people.importing.importing import Files, apply, plan_import
from tests.benchmarks import figures
from tests.benchmarks.casting import organisation_of
from tests.benchmarks.measuring import MEGABYTE, Note, sized
from tests.rosters import files

PEOPLE, DEPARTMENTS, UNITS = sized((100_000, 50, 5_000), (10_000, 10, 500))


def large(moved: int = 0) -> Files:
    """Everybody of a large organisation; so many have gone to the next team."""
    teams = UNITS - DEPARTMENTS - 1
    units = ["unit,parent,head", "Example,,p0@example.org"]
    units += [f"Department {d},Example,p{d + 1}@example.org" for d in range(DEPARTMENTS)]
    units += [f"Team {t},Department {t % DEPARTMENTS},p{t + 100}@example.org" for t in range(teams)]
    people = ["name,email,unit,key,language"]
    people += [
        f"Person {p},p{p}@example.org,Team {(p + (p < moved)) % teams},k{p},nl"
        for p in range(PEOPLE)
    ]
    return files("\n".join(people) + "\n", "\n".join(units) + "\n")


def test_import_of_100_000_people(benchmark: Any, installation: Installation, note: Note) -> None:
    """The dry run (read, compare) against the import that follows it (check, write)."""
    organisation_of(installation, 0)
    asked = large()

    def took(wanted: Files) -> tuple[float, float]:
        start = time.perf_counter()
        plan = plan_import(installation, None, wanted)
        planned = time.perf_counter()
        apply(installation, None, plan, beyond_limits=True)
        return planned - start, time.perf_counter() - planned

    dry, written = took(asked)
    again, nothing = took(asked)
    moved, moving = took(large(moved=1_000))
    # What a person waits for: an import is a dry run and then the writing.
    note(figures.DRY_RUN, dry)
    note(figures.IMPORT, dry + written)
    note(figures.DRY_RUN_SHARE, dry / (dry + written))
    note(figures.IMPORT_AGAIN, again + nothing)
    note(figures.IMPORT_MOVES, moved + moving)
    tracemalloc.start()
    benchmark.pedantic(lambda: plan_import(installation, None, asked), rounds=1)
    traced = tracemalloc.get_traced_memory()[1] / MEGABYTE
    tracemalloc.stop()
    note(figures.IMPORT_MEMORY, traced)
