"""The audit: what this installation stores, whether it is what may be stored, and what is left.

Anybody may read it, so it never tells how many answered: of a box it says only that it is open.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from db import inspection, results
from db.engine import on_postgresql, reading
from db.facts import Facts
from surveys.audit import checks
from surveys.audit.allowed import MAIN, NAMES
from surveys.audit.allowed_box import BOX, LABEL
from surveys.audit.allowed_table import Allowed, Side
from surveys.audit.checks import Finding
from surveys.audit.guards import BOX_FUNCTIONS, FUNCTIONS, GUARDS, ONLY_ON_SQLITE
from surveys.audit.looks import Seen, look
from surveys.errors import N_
from surveys.installation.installation import Installation
from surveys.operations.deletion import Due
from surveys.waves.waves import Thresholds

EMPTY: Facts = Facts(tables=(), programs=(), settings={})


UNKNOWN = N_("Peil does not know this one.")


@dataclass(frozen=True)
class StoredColumn:
    """A column and what it holds."""

    name: str
    purpose: str


@dataclass(frozen=True)
class StoredTable:
    """A table and what it is for; `rows` is None where their number is nobody's business."""

    name: str
    purpose: str
    rows: int | None
    columns: tuple[StoredColumn, ...]


@dataclass(frozen=True)
class Store:
    """Tables that belong together; the box has none while no wave is open."""

    side: Side
    name: str
    tables: tuple[StoredTable, ...]


@dataclass(frozen=True)
class Audit:
    """Everything that was looked at, and what came of it."""

    open_wave: int | None
    stores: tuple[Store, ...]
    findings: tuple[Finding, ...]

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What is not as it should be."""
        return tuple(finding for finding in self.findings if finding.severity == "fault")

    @property
    def passed(self) -> bool:
        """Whether all is as it should be."""
        return not self.faults


def can_look(installation: Installation) -> bool:
    """Return whether this process may read all that is looked at; one for answers may not."""
    return inspection.may_look(installation.engine)


def audit(installation: Installation, due: Callable[[], Due] | None = None) -> Audit:
    """Look at everything that is stored, and compare it with what may be stored.

    `due` looks up what should have been deleted by now, if that is to be checked too.
    """
    seen = look(installation)
    in_box = seen.box.facts if seen.box else EMPTY

    def rows_of(table: str) -> int | None:
        return inspection.number_of_rows(installation.engine, table) if table in MAIN else None

    stores = (
        *_stores(seen.main, MAIN, ("people", "results", "follow_up", "upkeep"), rows_of),
        *_stores(in_box, {**BOX, **LABEL}, ("box",), lambda table: None),
    )
    in_order = sorted(stores, key=lambda store: list(NAMES).index(store.side))
    number = seen.wave.number if seen.wave else None
    findings = [*_findings(installation, seen)]
    if due is not None and seen.wave is not None:
        findings += _findings_about_age(due())
    return Audit(number, tuple(in_order), tuple(findings))


def thresholds(installation: Installation) -> Thresholds:
    """Return the thresholds of the open wave, else of the latest, else those of the next."""
    with reading(installation.engine) as session:
        wave = results.open_wave(session) or results.last_wave(session)
    return Thresholds(wave.k, wave.k_distribution, wave.k_comment) if wave else Thresholds()


def _stores(
    facts: Facts,
    allowed: Mapping[str, Allowed],
    sides: Sequence[Side],
    rows_of: Callable[[str], int | None],
) -> Iterable[Store]:
    """Sort the tables that are there by side; what nobody knows comes with the last."""
    for side in sides:
        tables = []
        for table in facts.tables:
            rule = allowed.get(table.name)
            if (rule.side if rule else sides[-1]) != side:
                continue
            known = rule.columns if rule else {}
            columns = [StoredColumn(c.name, known.get(c.name, UNKNOWN)) for c in table.columns]
            purpose = rule.purpose if rule else UNKNOWN
            tables.append(StoredTable(table.name, purpose, rows_of(table.name), tuple(columns)))
        yield Store(side, NAMES[side], tuple(tables))


def _findings(installation: Installation, seen: Seen) -> Iterable[Finding]:
    all_facts = [seen.main, *([seen.box.facts] if seen.box else [])]
    tables = [table for facts in all_facts for table in facts.tables]
    on_server = on_postgresql(installation.engine)
    in_box = {**BOX, **LABEL} if on_server else BOX
    allowed = {**MAIN, **in_box}
    listed = list(
        checks.schema(seen.main, MAIN, GUARDS | (FUNCTIONS if on_server else ONLY_ON_SQLITE))
    )
    if seen.box:
        listed += checks.schema(seen.box.facts, in_box, BOX_FUNCTIONS if on_server else ())
    yield from checks.found(
        N_("Every table and every column is on the list of what may be stored."), listed
    )
    yield from checks.found(
        N_("Neither answers nor results keep a time or the order in which they came."),
        checks.orderless(tables, allowed),
    )
    yield from checks.found(
        N_("Nothing leads from answers or results to a person."),
        checks.paths_to_people(tables, allowed),
    )
    yield from checks.found(
        N_("Keys lie apart from what is backed up, and only Peil can read them."),
        checks.key_custody(installation.store_folder, installation.keys.path),
    )
    yield from checks.found(
        N_("What is deleted is overwritten, and no log notes who did what when."),
        checks.overwriting(all_facts),
    )
    yield from checks.found(
        N_("No part of Peil has more rights in the database than it needs."),
        checks.rights(all_facts),
    )
    if seen.wave is not None:
        yield from _findings_about_waves(installation, seen, seen.wave)


def _findings_about_waves(
    installation: Installation, seen: Seen, wave: inspection.WaveFacts
) -> Iterable[Finding]:
    number = wave.number
    yield from checks.found(
        N_("No number is about a group that is too small, and none is known before the count."),
        _of_results(seen),
    )
    yield from checks.found(
        N_("Nothing is left of counted waves: no ballot box, no key, no invitation."),
        checks.leftovers(
            installation.store_folder,
            installation.keys.path,
            installation.box(number).files if number is not None else (),
            f"wave-{number}.key" if number is not None else None,
            seen.invited - {wave.id},
            inspection.strange_box(installation.engine, number),
        ),
    )
    if number is not None:
        yield from checks.found(
            N_("The open wave has its box, and all sealed envelopes have the same length."),
            _of_box(seen),
        )


def _findings_about_age(due: Due) -> Iterable[Finding]:
    yield from checks.found(
        N_("Nothing is kept longer than it should be."),
        checks.overdue(due.comments, due.results),
    )


def _of_results(seen: Seen) -> Iterable[Finding]:
    if seen.too_early_or_small:
        sentence = N_(
            "There is a number that should not be there: too small a group, or too early."
        )
        yield checks.fault(sentence, checks.NOT_OURS)


def _of_box(seen: Seen) -> Iterable[Finding]:
    if seen.box is None:
        yield checks.fault(N_("The open wave has no ballot box."), checks.NO_BOX)
    elif not seen.box.one_length:
        yield checks.fault(N_("The sealed envelopes differ in length."), checks.ASK)
