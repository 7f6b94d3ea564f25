"""Measures of an organisation: it adds its own, and changes or hides those of the catalogue.

Every change is a new version, and stands in the audit trail.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import uuid4

from sqlmodel import Session

from db import own_measures as stored
from db.engine import reading, writing
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.errors import N_, FieldsError, PeilError
from surveys.installation import Installation
from surveys.measures.catalogue import MOST_LETTERS, Measure, MeasureError, checked, shipped
from surveys.texts import LANGUAGES
from surveys.trail.saving import Seen, check_unchanged, note_saved

OWN = "own_"
"""How the ids of measures begin that an organisation added."""

TEXTS = ("title", "how", "why", "caution", "source")
OPTIONAL = "caution"


class OwnMeasureError(PeilError):
    """A measure that cannot be saved as it is, by what is wrong with a field."""

    texts: ClassVar = {
        "missing": N_("Please fill this in."),
        "too_long": N_("Please use at most {n} characters."),
        "both": N_("Please write it in both languages, or in neither."),
        "unusable": N_("This measure cannot be saved: {why}"),
        "gone": N_("There is no such measure."),
    }


@dataclass(frozen=True)
class State:
    """A measure as it holds now: `version` is 0 for one of the catalogue that nobody changed."""

    measure: Measure
    hidden: bool = False
    version: int = 0
    is_changed: bool = False
    """Whether it is one of the catalogue in words of the organisation."""

    @property
    def is_own(self) -> bool:
        """Whether the organisation added it."""
        return self.measure.id.startswith(OWN)


def may_change(who: Reader) -> bool:
    """Return whether somebody may change the measures: HR of the whole organisation."""
    return who.reads_everything


def measures_in(session: Session) -> tuple[Measure, ...]:
    """Return the measures that are shown: those of the organisation first, without hidden ones."""
    return tuple(state.measure for state in states_in(session) if not state.hidden)


def read_measures(installation: Installation) -> tuple[Measure, ...]:
    """Return the measures that are shown, like `measures_in`, in a transaction of its own."""
    with reading(installation.engine) as session:
        return measures_in(session)


def read_states(installation: Installation, who: Reader) -> tuple[State, ...]:
    """Return every measure as it holds now, hidden ones too; raise NotAllowedError."""
    _check_may_change(who)
    with reading(installation.engine) as session:
        return states_in(session)


def states_in(session: Session) -> tuple[State, ...]:
    """Return every measure as it holds now: those of the organisation first."""
    changed = {version.measure: version for version in stored.newest(session)}
    added = [_state(version) for name, version in changed.items() if name.startswith(OWN)]
    catalogue = [
        _state(changed[one.id], one) if one.id in changed else State(one)
        for one in shipped().measures
    ]
    return (*added, *catalogue)


def save_measure(
    installation: Installation,
    who: Reader,
    measure: str | None,
    fields: Mapping[str, Any],
    seen: Seen | None = None,
) -> Measure:
    """Save a measure, a new one (None) or the next version of one, and return it as stored.

    `fields` has texts by language ("title_en"), lists of audiences and indicators, and the effort.
    Raises NotAllowedError, FieldsError with what is wrong by field, OwnMeasureError, and
    ChangedMeanwhileError when another version was `seen`; nothing was saved then.
    """
    _check_may_change(who)
    _check_filled_in(fields)
    with writing(installation.engine) as session:
        now = None if measure is None else _found(session, measure)
        name = measure or f"{OWN}{uuid4().hex[:12]}"
        wanted = _measure(name, now, fields)
        before = None if now is None else now.measure
        thing = f"measure {name}"
        check_unchanged(session, thing, seen=seen, now=before, wanted=wanted, by=who.known_as)
        if before == wanted:
            return wanted
        hidden = now is not None and now.hidden
        body = wanted.model_dump(mode="json", exclude_none=True, exclude={"passages"})
        number = stored.add(session, name, hidden=hidden, body=body)
        note_saved(session, thing, wanted, who.known_as)
        trail.note(session, "measure saved", _subject(wanted, number), who.person)
    return wanted


def hide_measure(installation: Installation, who: Reader, measure: str, *, hidden: bool) -> None:
    """Hide a measure from everybody, or show it again.

    Raises NotAllowedError, or OwnMeasureError where there is no such measure.
    """
    _check_may_change(who)
    with writing(installation.engine) as session:
        now = _found(session, measure)
        if now.hidden == hidden:
            return
        kept = [version.body for version in stored.versions_of(session, measure)]
        number = stored.add(session, measure, hidden=hidden, body=kept[-1] if kept else None)
        action: trail.Action = "measure hidden" if hidden else "measure shown"
        trail.note(session, action, _subject(now.measure, number), who.person)


def restore_measure(installation: Installation, who: Reader, measure: str) -> Measure:
    """Use a measure of the catalogue again as it comes with Peil, and return it.

    Raises NotAllowedError, or OwnMeasureError for one that is not of the catalogue.
    """
    _check_may_change(who)
    with writing(installation.engine) as session:
        now = _found(session, measure)
        if now.is_own:
            raise OwnMeasureError("gone")
        ours = next(one for one in shipped().measures if one.id == measure)
        if now.is_changed:
            number = stored.add(session, measure, hidden=now.hidden, body=None)
            note_saved(session, f"measure {measure}", ours, who.known_as)
            trail.note(session, "measure restored", _subject(ours, number), who.person)
    return ours


def fields_of(measure: Measure | None) -> dict[str, Any]:
    """Return what a form about a measure is filled with; empty fields for a new one (None)."""
    fields: dict[str, Any] = {}
    for name in TEXTS:
        for language in LANGUAGES:
            fields[f"{name}_{language}"] = "" if measure is None else _text(measure, name, language)
    fields["indicators"] = [] if measure is None else list(measure.indicators)
    fields["audience"] = [] if measure is None else list(measure.audience)
    fields["effort"] = "low" if measure is None else measure.effort
    return fields


def _text(measure: Measure, name: str, language: str) -> str:
    if name == "source":
        return shipped().source_of(measure, language)
    written = getattr(measure, name)
    return "" if written is None else str(written[language])


def _state(version: stored.Version, of_catalogue: Measure | None = None) -> State:
    if version.body is None:
        if of_catalogue is None:
            raise OwnMeasureError("gone")
        return State(of_catalogue, version.hidden, version.number)
    return State(
        checked(version.body), version.hidden, version.number, is_changed=of_catalogue is not None
    )


def _found(session: Session, measure: str) -> State:
    for state in states_in(session):
        if state.measure.id == measure:
            return state
    raise OwnMeasureError("gone")


def _check_may_change(who: Reader) -> None:
    if not may_change(who):
        raise NotAllowedError("measures")


def _check_filled_in(fields: Mapping[str, Any]) -> None:
    """Raise FieldsError for fields that are empty or too long."""
    faults: dict[str, PeilError] = {}
    for name in TEXTS:
        written = {language: _line(fields[f"{name}_{language}"]) for language in LANGUAGES}
        for language, text in written.items():
            field = f"{name}_{language}"
            if len(text) > MOST_LETTERS:
                faults[field] = OwnMeasureError("too_long", n=MOST_LETTERS)
            elif not text and name != OPTIONAL:
                faults[field] = OwnMeasureError("missing")
            elif not text and any(written.values()):
                faults[field] = OwnMeasureError("both")
    faults |= {
        name: OwnMeasureError("missing") for name in ("indicators", "audience") if not fields[name]
    }
    if faults:
        raise FieldsError(faults)


def _measure(name: str, now: State | None, fields: Mapping[str, Any]) -> Measure:
    """Return the measure that fields describe; one that says what it said before is the same."""
    typed = {**fields, **{f: _line(v) for f, v in fields.items() if isinstance(v, str)}}
    if now is not None and typed == fields_of(now.measure):
        return now.measure
    values: dict[str, Any] = {
        "id": name,
        "theme": None if now is None else now.measure.theme,
        **{field: typed[field] for field in ("indicators", "audience", "effort")},
    }
    for text in TEXTS:
        written = {language: typed[f"{text}_{language}"] for language in LANGUAGES}
        if any(written.values()):
            values[text] = written
    try:
        return checked(values)
    except MeasureError as error:
        raise OwnMeasureError("unusable", why="; ".join(error.faults)) from error


def _line(text: str) -> str:
    return " ".join(text.split())


def _subject(measure: Measure, number: int) -> str:
    return f"{measure.title['en']}, version {number}"
