"""Whether only what may be stored is stored, and no longer than it should be."""

from collections.abc import Iterator
from datetime import date

from surveys.audit.audit import can_audit, run_audit
from surveys.doctor.verdict import Verdict, fault, ok, warning
from surveys.installation.installation import Installation
from surveys.operations.upkeep import expired_waves
from surveys.settings.settings import Retention

LONGEST_YEARS = 5
"""What the model documents give reasons for."""


def check(installation: Installation, retention: Retention, today: date) -> Iterator[Verdict]:
    """Sum up `peil audit`, and look at how long things are kept."""
    kept = (
        f"Comments are kept {retention.comment_months} months, results {retention.result_years} "
        "years"
    )
    if retention.result_years > LONGEST_YEARS:
        yield warning(
            f"{kept}: longer than the {LONGEST_YEARS} years that the model documents explain.",
            "Set PEIL_KEEP_RESULTS_YEARS lower, or give your reasons in the impact assessment.",
        )
    else:
        yield ok(f"{kept}.")
    if not can_audit(installation):
        yield ok("This process may not read enough to audit it; run `peil audit` elsewhere.")
        return
    found = run_audit(installation, lambda: expired_waves(installation, retention, today))
    if found.passed:
        yield ok("The audit passed: all that is stored may be stored.")
    else:
        number = "1 fault" if len(found.faults) == 1 else f"{len(found.faults)} faults"
        yield fault(
            f"The audit found {number}. Do not rely on the promise until this is mended.",
            "Run `peil audit`: it names each of them and says what to do.",
        )
