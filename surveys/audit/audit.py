"""The audit: what this installation stores, whether that is allowed, and what is left over.

Everybody may read it, so it never discloses the number of answers: of a box it says only that it is
open.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from db import inspection, waves
from db.engine import on_postgresql, reading
from db.facts import Facts
from surveys.audit import checks, confirmations
from surveys.audit.allowed import BOX, LABEL, MAIN, NAMES
from surveys.audit.allowed_table import (
    BOX_FUNCTIONS,
    FUNCTIONS,
    GUARDS,
    ONLY_ON_SQLITE,
    Allowed,
    Side,
)
from surveys.audit.checks import Finding
from surveys.audit.snapshot import Snapshot, take_snapshot
from surveys.errors import N_
from surveys.installation import Installation
from surveys.operations import ExpiredWaves
from surveys.organisation.next_waves import Thresholds, next_thresholds

NO_FACTS: Facts = Facts(tables=(), programs=(), settings={})


UNKNOWN = N_("Peil does not know this one.")


@dataclass(frozen=True)
class StoredColumn:
    """A column and its content."""

    name: str
    purpose: str


@dataclass(frozen=True)
class StoredTable:
    """A table and its purpose; `rows` is None where the number of rows is confidential."""

    name: str
    purpose: str
    rows: int | None
    columns: tuple[StoredColumn, ...]


@dataclass(frozen=True)
class Store:
    """A group of tables; the box has none while no wave is open."""

    side: Side
    name: str
    tables: tuple[StoredTable, ...]


@dataclass(frozen=True)
class Audit:
    """The result of an audit: stored tables and findings."""

    open_wave: int | None
    stores: tuple[Store, ...]
    findings: tuple[Finding, ...]

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The findings that are faults."""
        return tuple(finding for finding in self.findings if finding.severity == "fault")

    @property
    def passed(self) -> bool:
        """Whether there are no faults."""
        return not self.faults


def can_audit(installation: Installation) -> bool:
    """Return whether this process may read all the facts; one that only takes answers may not."""
    return inspection.may_look(installation.engine)


def run_audit(
    installation: Installation, expired: Callable[[], ExpiredWaves] | None = None
) -> Audit:
    """Compare everything that is stored with what may be stored.

    `expired` returns the data that should have been deleted, if that is to be checked too.
    """
    snapshot = take_snapshot(installation)
    in_box = snapshot.box.facts if snapshot.box else NO_FACTS

    def rows_of(table: str) -> int | None:
        return inspection.number_of_rows(installation.engine, table) if table in MAIN else None

    stores = (
        *_stores(snapshot.main, MAIN, ("people", "results", "follow_up", "upkeep"), rows_of),
        *_stores(in_box, {**BOX, **LABEL}, ("box",), lambda table: None),
    )
    in_order = sorted(stores, key=lambda store: list(NAMES).index(store.side))
    number = snapshot.wave.number if snapshot.wave else None
    findings = [*_findings(installation, snapshot)]
    if expired is not None and snapshot.wave is not None:
        findings += _findings_about_age(expired())
    return Audit(number, tuple(in_order), tuple(findings))


def thresholds(installation: Installation) -> Thresholds:
    """Return the thresholds of the open wave, else of the latest, else those of the next."""
    with reading(installation.engine) as session:
        return thresholds_in(session)


def thresholds_in(session: Session) -> Thresholds:
    """Return, within a transaction, the thresholds of the open, the latest or the next wave."""
    wave = waves.open_wave(session) or waves.last_wave(session)
    return (
        Thresholds(wave.k, wave.k_distribution, wave.k_comment)
        if wave
        else next_thresholds(session)
    )


def _stores(
    facts: Facts,
    allowed: Mapping[str, Allowed],
    sides: Sequence[Side],
    rows_of: Callable[[str], int | None],
) -> Iterable[Store]:
    """Yield the existing tables by side; unknown ones come with the last side."""
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


def _findings(installation: Installation, snapshot: Snapshot) -> Iterable[Finding]:
    all_facts = [snapshot.main, *([snapshot.box.facts] if snapshot.box else [])]
    tables = [table for facts in all_facts for table in facts.tables]
    on_server = on_postgresql(installation.engine)
    in_box = {**BOX, **LABEL} if on_server else BOX
    allowed = {**MAIN, **in_box}
    schema_faults = list(
        checks.schema(snapshot.main, MAIN, GUARDS | (FUNCTIONS if on_server else ONLY_ON_SQLITE))
    )
    if snapshot.box:
        schema_faults += checks.schema(
            snapshot.box.facts, in_box, BOX_FUNCTIONS if on_server else ()
        )
    yield from checks.faults_or_ok(
        N_("Every table and every column is on the list of what may be stored."), schema_faults
    )
    yield from checks.faults_or_ok(
        N_("Neither answers nor results keep a time or the order in which they came."),
        checks.orderless(tables, allowed),
    )
    yield from checks.faults_or_ok(
        N_("Nothing leads from answers or results to a person."),
        checks.paths_to_people(tables, allowed),
    )
    yield from checks.faults_or_ok(
        N_("Keys lie apart from what is backed up, and only Peil can read them."),
        checks.key_custody(
            installation.store_folder,
            installation.keys,
            snapshot.wave.number if snapshot.wave else None,
        ),
    )
    yield from checks.faults_or_ok(
        N_("What is deleted is overwritten, and no log notes who did what when."),
        checks.overwriting(all_facts),
    )
    yield from checks.faults_or_ok(
        N_("No part of Peil has more rights in the database than it needs."),
        checks.rights(all_facts),
    )
    if snapshot.wave is not None:
        yield from _findings_about_waves(installation, snapshot, snapshot.wave)


def _findings_about_waves(
    installation: Installation, snapshot: Snapshot, wave: inspection.WaveFacts
) -> Iterable[Finding]:
    number = wave.number
    yield from checks.faults_or_ok(
        N_("No number is about a group that is too small, and none is known before the count."),
        _of_results(snapshot),
    )
    yield from checks.faults_or_ok(
        N_("Nothing is left of counted waves: no ballot box, no key, no invitation."),
        checks.leftovers(
            installation.store_folder,
            installation.keys,
            installation.box(number).files if number is not None else (),
            _files_of_key(installation, number),
            snapshot.invited - {wave.id},
            inspection.strange_box(installation.engine, number),
        ),
    )
    if snapshot.confirmations is not None:
        yield from confirmations.findings(snapshot.confirmations)
    if number is not None:
        yield from checks.faults_or_ok(
            N_(
                "The open wave has its box, all sealed envelopes have the same length, and there "
                "are no more of them than links and slips were handed out."
            ),
            _of_box(snapshot),
        )


def _files_of_key(installation: Installation, number: int | None) -> tuple[str, ...]:
    """Return the names of the files that may lie in the key folder while a wave is open."""
    if number is None:
        return ()
    return (f"wave-{number}.key", installation.keys.unsent_file(number).name)


def _findings_about_age(expired: ExpiredWaves) -> Iterable[Finding]:
    yield from checks.faults_or_ok(
        N_("Nothing is kept longer than it should be."),
        checks.overdue(expired.comments, expired.results),
    )


def _of_results(snapshot: Snapshot) -> Iterable[Finding]:
    if snapshot.too_early_or_small:
        sentence = N_(
            "There is a number that should not be there: too small a group, more answers than "
            "people, or too early."
        )
        yield checks.fault(sentence, checks.NOT_OURS)


def _of_box(snapshot: Snapshot) -> Iterable[Finding]:
    if snapshot.box is None:
        yield checks.fault(N_("The open wave has no ballot box."), checks.NO_BOX)
    elif not snapshot.box.one_length:
        yield checks.fault(N_("The sealed envelopes differ in length."), checks.ASK)
    elif not snapshot.box.as_issued:
        yield checks.fault(
            N_("There are more envelopes, or more links, than were handed out."), checks.ASK
        )
