"""The mapping of an earlier survey, kept when it was imported, for the next file of the same form.

What belongs to one survey only is left out: its title, its days, and how many were invited.
"""

from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import yaml
from sqlmodel import Session

from surveys import trail, yaml_documents
from surveys.history.guessing import Guess
from surveys.history.mapping import FileForm
from surveys.instrument.scales import Frozen
from surveys.kept_mappings import KeptMapping, keep_mapping
from surveys.tables.headings import fingerprint_of
from surveys.tables.sources import FileOnDisk, Source
from surveys.tables.table import TableForm

HistoryKind = Literal["answers", "aggregates"]
HISTORY_KINDS: tuple[HistoryKind, ...] = ("answers", "aggregates")


def mapping_to_keep(
    kind: HistoryKind,
    file: Path | Source,
    plan: Frozen,
    form: FileForm,
    own: str | None,
    name: str,
) -> KeptMapping:
    """Return how a file was read, for the next one with its headings.

    `plan` is its mapping, `own` are the own questions that the mapping names or holds, as YAML;
    `name` is that of the survey or of the other tool.
    """
    source = FileOnDisk(file) if isinstance(file, Path) else file
    headings = fingerprint_of(source, TableForm(form.encoding, form.delimiter))
    return KeptMapping(kind, headings, name, _fields(plan, own))


def note_kept(session: Session, kept: KeptMapping, by: UUID | None) -> None:
    """Keep a mapping within a transaction, and note that if it is another one than before."""
    if keep_mapping(session, kept):
        trail.note(session, "mapping kept", kept.name, by)


def offered(kept: KeptMapping, guess: Guess) -> str:
    """Return a kept mapping as YAML, with the title and the days that are guessed of a new file."""
    new, fields = yaml_documents.load(guess.mapping), dict(kept.fields)
    of_new: dict[str, Any] = {}
    if "waves" not in fields:
        of_new = {"wave": new.get("wave", {"title": "", "opens_on": "", "closes_on": ""})}
    elif dates := new.get("waves", {}).get("dates"):
        known = fields["waves"].get("dates", {})
        fields["waves"] = fields["waves"] | {"dates": dates | known}
    return yaml.safe_dump(of_new | fields, sort_keys=False, allow_unicode=True, width=100)


def _fields(plan: Frozen, own: str | None) -> dict[str, Any]:
    fields = plan.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    for of_one_survey in ("organisation", "wave"):
        fields.pop(of_one_survey, None)
    fields["unit"].pop("invited", None)
    if own is not None:
        fields["own_questions"] = yaml_documents.load(own)
    return fields
