"""An import of 100,000 people in 5,000 units; run with `--benchmark-only -n 0 -s`."""

import resource
import sys
import time
import tracemalloc
from typing import Any

from surveys.installation.installation import Installation
from surveys.people.importing.importing import Files, apply, plan_import
from tests.benchmarks.casting import organisation_of
from tests.benchmarks.conftest import Figure
from tests.rosters import files

PEOPLE, DEPARTMENTS, UNITS = 100_000, 50, 5_000
MEGABYTE = 1_000_000


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


def test_import_of_100_000_people(
    benchmark: Any, installation: Installation, figure: Figure
) -> None:
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
    figure("dry run, seconds", f"{dry:.1f}", "-")
    figure("import, seconds (dry run and writing)", f"{dry + written:.1f}", "-")
    figure("dry run / import", f"{dry / (dry + written):.2f}", "at most 1")
    figure("dry run / writing alone", f"{dry / written:.2f}", "-")
    figure("the same list again, seconds", f"{again + nothing:.1f}", "-")
    figure("1,000 move, seconds", f"{moved + moving:.1f}", "-")
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MEGABYTE
    figure("peak memory of the process, MB", f"{peak:,.0f}", "-")
    tracemalloc.start()
    benchmark.pedantic(lambda: plan_import(installation, None, asked), rounds=1)
    traced = tracemalloc.get_traced_memory()[1] / MEGABYTE
    tracemalloc.stop()
    figure("peak memory of a dry run, MB (traced)", f"{traced:,.0f}", "-")
