"""The checks of the audit, each of which compares facts with what is allowed.

Pure, except for the two that read files. Sentences are message ids that pages translate.
"""

import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from uuid import UUID

from db.facts import Facts, Table
from surveys.audit.allowed import DATES_OF_A_WAVE
from surveys.audit.allowed_table import Allowed
from surveys.errors import N_
from surveys.installation import OTHER_FILES, KeyFolder


@dataclass(frozen=True)
class Finding:
    """The result of a check; `places` are the values of placeholders in the sentences."""

    severity: Literal["ok", "fault"]
    sentence: str
    remedy: str = ""
    places: Mapping[str, str] = field(default_factory=dict)

    def in_words(self, translate: Callable[[str], str] = str) -> str:
        """Return the translated sentence."""
        return translate(self.sentence).format(**self.places)

    def advice(self, translate: Callable[[str], str] = str) -> str:
        """Return the translated remedy; empty if there is no fault."""
        return translate(self.remedy).format(**self.places) if self.remedy else ""


REMOVE = N_(
    "Find out where it comes from. Peil does not make it; the person who looks after the database "
    "should remove it."
)
UPDATE = N_("Start this version of Peil once. If that does not help, restore the last backup.")
NOT_OURS = N_(
    "Peil does not make its tables like this. Find out who changed it, and restore a backup."
)
RESTART = N_("Restart Peil, which destroys what is left. If it is still there, delete it by hand.")
UNKNOWN_FILE = N_("Look at what it is, and move it away or delete it.")
FIX_RIGHTS = N_("Let only the user that runs Peil read it: chmod 700 the folder, chmod 600 a key.")
MOVE_KEYS = N_("Stop Peil, move the key folder elsewhere, and never back it up.")
SET_APART = N_("Let PEIL_KEYS name a folder outside of the data folder, and restart Peil.")
MOVE_FORMER = N_(
    "Let Peil write into {folder} and restart it, which moves the key there; after the count it is "
    "gone in any case."
)
RESET = N_("Restart Peil, so that every connection gets its settings again.")
SET_BACK = N_("Set it back and restart the database; Peil says how when it starts.")
TIDY_UP = N_("Run `peil upkeep`, and let a timer of the machine run it every day.")
TAKE_BACK = N_("Take it back, and find out who gave it.")
ASK = N_("Close the wave on its closing date, and find out who wrote to the box.")
NO_BOX = N_("Answers cannot come in. Restore the box from the latest backup.")


def faults_or_ok(ok_sentence: str, faults: Iterable[Finding]) -> list[Finding]:
    """Return the faults of a check, or one finding that there are none."""
    return list(faults) or [Finding("ok", ok_sentence)]


def fault(sentence: str, remedy: str, **places: str) -> Finding:
    """Return a fault."""
    return Finding("fault", sentence, remedy, places)


def schema(
    facts: Facts, allowed: Mapping[str, Allowed], guards: Collection[str]
) -> Iterator[Finding]:
    """Compare tables, columns and triggers with the allowed ones."""
    present = {table.name: table for table in facts.tables}
    for name, table in present.items():
        if name not in allowed:
            yield fault(N_("The table {table} is not on the list."), REMOVE, table=name)
            continue
        columns = [column.name for column in table.columns]
        for column in columns:
            if column not in allowed[name].columns:
                sentence = N_("The column {column} of the table {table} is not on the list.")
                yield fault(sentence, REMOVE, table=name, column=column)
        for column in allowed[name].columns:
            if column not in columns:
                sentence = N_("The column {column} of the table {table} is missing.")
                yield fault(sentence, UPDATE, table=name, column=column)
    for name in allowed:
        if name not in present:
            yield fault(N_("The table {table} is missing."), UPDATE, table=name)
    for name in facts.programs:
        if name not in guards:
            sentence = N_("The view or trigger {name} is not on the list.")
            yield fault(sentence, REMOVE, name=name)
    for name in sorted(set(guards) - set(facts.programs)):
        sentence = N_("The guard {name}, which refuses forbidden changes, is missing.")
        yield fault(sentence, UPDATE, name=name)


def orderless(tables: Iterable[Table], allowed: Mapping[str, Allowed]) -> Iterator[Finding]:
    """Look for times of answers and for traces of the order of insertion."""
    for table in tables:
        rule = allowed.get(table.name)
        if rule is None or not (rule.about_answers or rule.orderless):
            continue
        if table.numbers_rows:
            sentence = N_("The table {table} keeps a hidden row number, and so the order of rows.")
            yield fault(sentence, NOT_OURS, table=table.name)
        for column in table.columns:
            if column.in_key and "INT" in column.type:
                sentence = N_("The table {table} numbers its rows in the column {column}.")
                yield fault(sentence, NOT_OURS, table=table.name, column=column.name)
            if rule.about_answers and _is_time(table.name, column.name, column.type):
                sentence = N_("The column {column} of the table {table} may hold a time.")
                yield fault(sentence, NOT_OURS, table=table.name, column=column.name)


def _is_time(table: str, column: str, kind: str) -> bool:
    if (table, column) in DATES_OF_A_WAVE:
        return kind != "DATE"
    return "DATE" in kind or "TIME" in kind


def paths_to_people(tables: Sequence[Table], allowed: Mapping[str, Allowed]) -> Iterator[Finding]:
    """Look for references that lead from box or results to people, or back."""
    refers = {table.name: table.refers_to for table in tables}
    about = {name for name, rule in allowed.items() if rule.about_answers}
    people = {n for n, rule in allowed.items() if n == "person" or "person_id" in rule.columns}
    for table in tables:
        reached = _reached(table.name, refers)
        if table.name in about and reached & people:
            sentence = N_("The table {table} leads to people.")
            yield fault(sentence, NOT_OURS, table=table.name)
        if table.name in people and reached & {"result", "comment", "token", "ballot"}:
            sentence = N_("The table {table} leads from people to answers or results.")
            yield fault(sentence, NOT_OURS, table=table.name)


def _reached(start: str, refers: Mapping[str, Iterable[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = [start]
    while ahead:
        for target in refers.get(ahead.pop(), ()):
            if target not in reached:
                reached.add(target)
                ahead.append(target)
    return reached


def leftovers(
    store: Path,
    keys: KeyFolder,
    box: Collection[str],
    key_files: Collection[str],
    invited: Collection[UUID],
    strange_box: int | None = None,
) -> Iterator[Finding]:
    """Look for files that a count should have removed, and for unknown files.

    `box` and `key_files` are the files of the open wave, `invited` the other waves with
    invitations, `strange_box` the wave of a box in the database that is not the open one.
    """
    known = {"peil.db", "peil.db-wal", "peil.db-shm", "clock.db", "clock.db-journal", *box}
    if strange_box is not None:
        sentence = N_("There is the ballot box of wave {wave}, which is not open.")
        yield fault(sentence, RESTART, wave=str(strange_box))
    for file in _files(store, known):
        if file.name.startswith("box-"):
            sentence = N_("There is a ballot box {file} that belongs to no open wave.")
            yield fault(sentence, RESTART, file=file.name)
        else:
            sentence = N_("There is an unknown file {file} in the store folder.")
            yield fault(sentence, UNKNOWN_FILE, file=file.name)
    for folder in keys.folders:
        for file in _files(folder, OTHER_FILES.union(key_files)):
            sentence = N_("There is a key {file} that belongs to no open wave.")
            yield fault(sentence, RESTART, file=file.name)
    if invited:
        sentence = N_("There are invitations to a wave that is not open.")
        yield fault(sentence, NOT_OURS)


def _files(folder: Path, known: Collection[str]) -> list[Path]:
    """Return the unknown files in a folder and below; known names count only at its top level."""
    files = sorted(path for path in folder.rglob("*") if not path.is_dir())
    return [file for file in files if file.parent != folder or file.name not in known]


def key_custody(store: Path, keys: KeyFolder, open_wave: int | None) -> Iterator[Finding]:
    """Check that keys are separate from the data and readable by nobody else."""
    data = store.parent.resolve()
    if keys.path.resolve().is_relative_to(store.resolve()):
        yield fault(
            N_("The key folder lies inside the store folder, and so in its backups."), MOVE_KEYS
        )
    elif keys.path.resolve().is_relative_to(data):
        sentence = N_("The key folder lies inside the data folder: one copy takes both.")
        yield fault(sentence, SET_APART)
    elif open_wave is not None and keys.file_of(open_wave).parent != keys.path:
        sentence = N_(
            "The key of the open wave still lies inside the data folder, where an earlier version "
            "kept it: one copy takes both."
        )
        yield fault(sentence, MOVE_FORMER, folder=str(keys.path))
    for folder in keys.folders:
        if not folder.exists():
            continue
        for path in (folder, *_files(folder, ())):
            if stat.S_IMODE(path.stat().st_mode) & 0o077:
                sentence = N_("Others than Peil may open {file}.")
                yield fault(sentence, FIX_RIGHTS, file=path.name)


def overwriting(all_facts: Iterable[Facts]) -> Iterator[Finding]:
    """Check the settings that overwrite deleted data and keep logs free of details."""
    for name, value in sorted({pair for facts in all_facts for pair in facts.settings.items()}):
        if name == "secure_delete":
            if value != "1":
                yield fault(N_("What is deleted is not overwritten."), RESET)
        elif name == "journal_mode":
            if value != "wal":
                yield fault(N_("The database keeps another kind of log than it should."), RESET)
        else:
            sentence = N_("The setting {name} of the database breaks the promise: it is {value}.")
            yield fault(sentence, SET_BACK, name=name, value=value)


def overdue(comments: Iterable[str], results: Iterable[str]) -> Iterator[Finding]:
    """Return the waves with data that should have been deleted."""
    for wave in comments:
        yield fault(N_("The comments of {wave} should be deleted by now."), TIDY_UP, wave=wave)
    for wave in results:
        yield fault(N_("The results of {wave} should be deleted by now."), TIDY_UP, wave=wave)


def rights(all_facts: Iterable[Facts]) -> Iterator[Finding]:
    """Check that no role of the database has unnecessary rights."""
    for role, right, name in sorted(set().union(*(facts.surplus_rights for facts in all_facts))):
        sentence = N_("The role {role} of the database has the right {right} on {name}.")
        yield fault(sentence, TAKE_BACK, role=role, right=right, name=name)
