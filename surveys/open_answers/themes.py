"""The codebook of an organisation: HR adds themes, and changes or hides those of Peil.

Every change is a new version, and stands in the audit trail. A hidden theme keeps its counts.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlmodel import Session

from db import comment_coding
from db.engine import reading, writing
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.errors import N_, FieldsError, PeilError
from surveys.installation import Installation
from surveys.open_answers.codebook import MOST_THEMES, Theme, ThemeError, checked, shipped
from surveys.texts import LANGUAGES
from surveys.trail.saving import Seen, check_unchanged, note_saved

OWN = "own_"
"""How the ids of themes begin that the organisation added."""


class OwnThemeError(PeilError):
    """A theme that cannot be saved as it is, by what is wrong with a field."""

    texts: ClassVar = {
        "missing": N_("Please fill this in."),
        "unusable": N_("This theme cannot be saved: {why}"),
        "gone": N_("There is no such theme."),
        "most": N_("At most {n} themes are used at once. Hide one first."),
    }


@dataclass(frozen=True)
class ThemeState:
    """A theme as it holds now: `version` is 0 for one of Peil that nobody changed."""

    theme: Theme
    hidden: bool = False
    version: int = 0

    @property
    def is_own(self) -> bool:
        """Whether the organisation added it."""
        return self.theme.id.startswith(OWN)


def themes_in(session: Session) -> tuple[Theme, ...]:
    """Return the themes in use, in the order of their keys, within a transaction."""
    return tuple(state.theme for state in states_in(session) if not state.hidden)


def all_themes_in(session: Session) -> tuple[Theme, ...]:
    """Return all themes, hidden ones too, within a transaction."""
    return tuple(state.theme for state in states_in(session))


def read_theme_states(installation: Installation, who: Reader) -> tuple[ThemeState, ...]:
    """Return every theme as it holds now, hidden ones too; raise NotAllowedError."""
    _check_may_change(who)
    with reading(installation.engine) as session:
        return states_in(session)


def states_in(session: Session) -> tuple[ThemeState, ...]:
    """Return every theme as it holds now: those of Peil first."""
    ours = {theme.id: theme for theme in shipped().themes}
    bodies: dict[str, dict[str, Any]] = {}
    newest = {}
    for version in comment_coding.versions(session):
        newest[version.theme] = version
        if version.body is None:
            bodies.pop(version.theme, None)
        else:
            bodies[version.theme] = version.body
    states = []
    for name in (*ours, *(theme for theme in newest if theme not in ours)):
        theme = checked(bodies[name]) if name in bodies else ours[name]
        held = newest.get(name)
        states.append(ThemeState(theme, held.hidden, held.number) if held else ThemeState(theme))
    return tuple(states)


def fields_of_theme(theme: Theme | None) -> dict[str, str]:
    """Return what a form about a theme is filled with; keywords stand on one line with commas."""
    fields = {}
    for language in LANGUAGES:
        fields[f"name_{language}"] = "" if theme is None else theme.name[language]
        fields[f"belongs_{language}"] = "" if theme is None else theme.belongs[language]
        words = () if theme is None else theme.keywords[language]
        fields[f"keywords_{language}"] = ", ".join(words)
    return fields


def save_theme(
    installation: Installation,
    who: Reader,
    theme: str | None,
    fields: Mapping[str, str],
    seen: Seen | None = None,
) -> Theme:
    """Save a theme, a new one (None) or the next version of one, and return it as stored.

    Raises NotAllowedError, FieldsError with what is missing by field, OwnThemeError, and
    ChangedMeanwhileError when another version was `seen`; nothing was saved then.
    """
    _check_may_change(who)
    missing = [
        name for name in fields if not name.startswith("keywords") and not fields[name].split()
    ]
    if missing:
        raise FieldsError({name: OwnThemeError("missing") for name in missing})
    with writing(installation.engine) as session:
        now = None if theme is None else _found(session, theme)
        if now is None and len(themes_in(session)) >= MOST_THEMES:
            raise OwnThemeError("most", n=MOST_THEMES)
        wanted = _theme(theme or f"{OWN}{secrets.token_hex(6)}", fields)
        before = None if now is None else now.theme
        thing = f"theme {wanted.id}"
        check_unchanged(session, thing, seen=seen, now=before, wanted=wanted, by=who.known_as)
        if before != wanted:
            hidden = now is not None and now.hidden
            _add(session, wanted, now, hidden=hidden, body=wanted.model_dump(mode="json"))
            note_saved(session, thing, wanted, who.known_as)
            trail.note(session, "theme saved", _subject(wanted, now), who.person)
    return wanted


def hide_theme(installation: Installation, who: Reader, theme: str, *, hidden: bool) -> None:
    """Use a theme no longer, or again; raise NotAllowedError and OwnThemeError."""
    _check_may_change(who)
    with writing(installation.engine) as session:
        now = _found(session, theme)
        if now.hidden == hidden:
            return
        if not hidden and len(themes_in(session)) >= MOST_THEMES:
            raise OwnThemeError("most", n=MOST_THEMES)
        is_changed = now.is_own or now.theme != next(t for t in shipped().themes if t.id == theme)
        body = now.theme.model_dump(mode="json") if is_changed else None
        _add(session, now.theme, now, hidden=hidden, body=body)
        action: trail.Action = "theme hidden" if hidden else "theme shown"
        trail.note(session, action, _subject(now.theme, now), who.person)


def restore_theme(installation: Installation, who: Reader, theme: str) -> Theme:
    """Use a theme of Peil again as it comes with it; raise NotAllowedError and OwnThemeError."""
    _check_may_change(who)
    with writing(installation.engine) as session:
        now = _found(session, theme)
        if now.is_own:
            raise OwnThemeError("gone")
        ours = next(one for one in shipped().themes if one.id == theme)
        if now.theme != ours:
            _add(session, ours, now, hidden=now.hidden, body=None)
            note_saved(session, f"theme {theme}", ours, who.known_as)
            trail.note(session, "theme restored", _subject(ours, now), who.person)
    return ours


def _add(
    session: Session,
    theme: Theme,
    now: ThemeState | None,
    *,
    hidden: bool,
    body: dict[str, Any] | None,
) -> None:
    number = 1 if now is None else now.version + 1
    comment_coding.add_version(session, theme.id, number, hidden=hidden, body=body)


def _theme(name: str, fields: Mapping[str, str]) -> Theme:
    values: dict[str, Any] = {"id": name}
    for text in ("name", "belongs"):
        values[text] = {code: " ".join(fields[f"{text}_{code}"].split()) for code in LANGUAGES}
    values["keywords"] = {
        code: list(dict.fromkeys(re.findall(r"[^\s,;]+", fields[f"keywords_{code}"].lower())))
        for code in LANGUAGES
    }
    try:
        return checked(values)
    except ThemeError as error:
        raise OwnThemeError("unusable", why=str(error)) from error


def _found(session: Session, theme: str) -> ThemeState:
    for state in states_in(session):
        if state.theme.id == theme:
            return state
    raise OwnThemeError("gone")


def _check_may_change(who: Reader) -> None:
    if not who.reads_everything:
        raise NotAllowedError("comments")


def _subject(theme: Theme, now: ThemeState | None) -> str:
    return f"{theme.name['en']}, version {1 if now is None else now.version + 1}"
