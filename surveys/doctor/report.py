"""The report of `peil doctor` as JSON: the form that programs rely on.

Programs read `check`, `severity` and the counts; `what` and `remedy` are for people, and their
words may change with any version. A field is never removed or given another meaning without
another number in `schema`.
"""

from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from surveys.doctor.examination import NamedVerdict
from surveys.doctor.verdict import Severity

SCHEMA = 1


class Finding(BaseModel):
    """What one check found; a check may have several findings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    check: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$", description="The same in every version.")
    severity: Severity
    what: str = Field(min_length=1, description="What was found, in English.")
    remedy: str = Field(description="How to fix it; empty where nothing has to be fixed.")


class DoctorReport(BaseModel):
    """The findings of an examination, and the worst of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_: Literal[1] = Field(alias="schema", description="The number of this form.")
    version: str = Field(description="The version of Peil that examined.")
    examined_at: datetime
    severity: Severity = Field(description="The worst of the findings; exit code 1 for fault.")
    faults: int = Field(ge=0)
    warnings: int = Field(ge=0)
    findings: list[Finding]


def report_of(findings: Sequence[NamedVerdict], now: datetime) -> DoctorReport:
    """Return findings as the report that programs read."""
    severities = [each.verdict.severity for each in findings]
    faults, warnings = severities.count("fault"), severities.count("warning")
    return DoctorReport(
        schema=SCHEMA,
        version=version("peil"),
        examined_at=now,
        severity="fault" if faults else "warning" if warnings else "ok",
        faults=faults,
        warnings=warnings,
        findings=[
            Finding(
                check=each.about.lower().replace(" ", "-"),
                severity=each.verdict.severity,
                what=each.verdict.what,
                remedy=each.verdict.remedy,
            )
            for each in findings
        ],
    )
