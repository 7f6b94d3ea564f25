"""Reading comments by theme: who codes a wave, which comments there are, and what was coded.

HR of the whole organisation codes, one person first and perhaps another one second. Comments come
in random order and without their units, and the second coder sees nothing of what the first did.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import ClassVar
from uuid import UUID

from cachetools import LRUCache, cached
from sqlmodel import Session

from db import comment_coding, comment_themes, people, wave_units, waves
from db import comments as stored_comments
from db.comment_coding import FIRST, SECOND
from db.engine import reading, writing
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.open_answers.agreement import agreement
from surveys.open_answers.codebook import Theme
from surveys.open_answers.suggesting import Suggested, Suggestions, suggestions_from
from surveys.open_answers.themes import themes_in
from surveys.reading import shown_with_comments
from surveys.statistics import InsufficientData
from surveys.statistics.kappa import Kappa


class CodingError(PeilError):
    """Something that cannot be done with the comments of a wave."""

    texts: ClassVar = {
        "two_already": N_("Two people read the comments of this wave by theme already."),
        "no_comments": N_("There are no comments of this wave to read."),
        "unfinished": N_("{n} comments have not been read yet. Read them first, then count."),
        "unknown": N_("This comment or theme is gone; open the page anew. Nothing was saved."),
        "not_first": N_("The first coder counts; you are the second."),
    }


@dataclass(frozen=True)
class WaveToCode:
    """A counted wave with comments: how many there are, and how many each coder has read.

    `coder` says whether the reader is its first or second coder; None: neither.
    """

    id: UUID
    number: int | None
    title: str | None
    comments: int
    read: tuple[int, int]
    counted: bool
    coder: str | None


@dataclass(frozen=True)
class CommentToCode:
    """A comment, and the themes that this coder gave it (None: not read yet)."""

    id: bytes
    text: str
    themes: tuple[str, ...] | None
    suggestions: Suggestions = field(repr=False)

    @property
    def suggested(self) -> Suggested:
        """The suggested themes with their words, looked up when they are asked for."""
        return self.suggestions.of(self.text)


@dataclass(frozen=True)
class Sheet:
    """The comments of a wave, or a part of them, for one of its coders, in random order.

    `all` is the number of all comments, `unread` that of those which this coder has not read yet.
    """

    wave: UUID
    coder: str
    themes: Sequence[Theme]
    comments: Sequence[CommentToCode]
    all: int
    unread: int


def may_code(who: Reader) -> bool:
    """Return whether somebody may read comments by theme: HR of the whole organisation."""
    return who.reads_everything


def waves_to_code(installation: Installation, who: Reader) -> list[WaveToCode]:
    """Return the counted waves with comments that can be read, newest first.

    Raises NotAllowedError.
    """
    check_may_code(who)
    with reading(installation.engine) as session:
        found = []
        written, counted = (
            stored_comments.numbers_by_wave(session),
            comment_themes.counted_waves(session),
        )
        read = comment_coding.numbers_of_codes(session)
        for wave in reversed(waves.closed_waves(session)):
            # With the whole organisation either all comments of a wave may be read, or none.
            comments = written.get(wave.id, 0)
            if comments and _may_be_read(installation, session, wave.id):
                coders = comment_coding.coders(session, wave.id)
                first, second = (read.get((wave.id, coder), 0) for coder in (FIRST, SECOND))
                mine = [coder for coder, person in coders.items() if person == who.person]
                found.append(
                    WaveToCode(
                        *(wave.id, wave.number, wave.title, comments, (first, second)),
                        counted=wave.id in counted,
                        coder=next(iter(mine), None),
                    )
                )
        return found


def begin_coding(installation: Installation, who: Reader, wave: UUID) -> str:
    """Return whether somebody is the "first" or the "second" coder of a wave; become one.

    A place is free while nobody has it, or the person who had it has left. It is noted in the
    trail. Raises NotAllowedError, and CodingError when two others code it, or without comments.
    """
    check_may_code(who)
    with writing(installation.engine) as session:
        if not _comments(session, wave):
            raise CodingError("no_comments")
        now = comment_coding.coders(session, wave)
        for coder, person in now.items():
            if person == who.person:
                return coder
        for coder in (FIRST, SECOND):
            person_of = now.get(coder)
            if person_of is None or people.person(session, person_of) is None:
                comment_coding.put_coder(session, wave, coder, who.person)
                subject = f"wave {waves.wave(session, wave).number}, coder {coder}"
                trail.note(session, "comments read by theme", subject, who.person)
                return coder
    raise CodingError("two_already")


def read_sheet(
    installation: Installation, who: Reader, wave: UUID, first: int = 0, most: int | None = None
) -> Sheet:
    """Return the comments of a wave for one of its coders: all, or `most` from number `first` on.

    The second coder gets no suggestions: two who follow the same ones agree by them alone. Raises
    NotAllowedError for somebody who has not begun.
    """
    check_may_code(who)
    with reading(installation.engine) as session:
        coder = _coder_of(session, who, wave)
        themes = themes_in(session)
        units = _units(session, wave)
        written = stored_comments.with_ids(session, wave, units, first, most)
        part = None if most is None else [comment for comment, _text in written]
        codes = comment_coding.codes_of(session, wave, coder, part)
        number = stored_comments.number_of(session, wave, units)
        read = comment_coding.numbers_of_codes(session).get((wave, coder), 0)
    suggestions = suggestions_from(themes if coder == FIRST else ())
    comments = [
        CommentToCode(comment, text, codes.get(comment), suggestions) for comment, text in written
    ]
    return Sheet(wave, coder, themes, comments, number, number - read)


def save_codes(
    installation: Installation, who: Reader, wave: UUID, themes: Mapping[bytes, Sequence[str]]
) -> None:
    """Save the themes that a coder gave some comments; none: it was read and has no theme.

    Raises NotAllowedError, and CodingError for a comment or a theme that is not there.
    """
    check_may_code(who)
    with writing(installation.engine) as session:
        coder = _coder_of(session, who, wave)
        known = {comment for comment, _text in _comments(session, wave)}
        in_use = {theme.id for theme in themes_in(session)}
        before = comment_coding.codes_of(session, wave, coder)
        # What somebody gave before a theme was hidden stays.
        unknown = {
            theme
            for comment, given in themes.items()
            for theme in given
            if theme not in in_use and theme not in before.get(comment, ())
        }
        if unknown or not themes.keys() <= known:
            raise CodingError("unknown")
        changed = {
            comment: tuple(dict.fromkeys(given))
            for comment, given in themes.items()
            if before.get(comment) != tuple(given)
        }
        if changed:
            comment_coding.write_codes(session, wave, coder, changed)


def read_agreement(
    installation: Installation, who: Reader, wave: UUID
) -> dict[str, Kappa | InsufficientData]:
    """Return how far both coders of a wave agree, by theme; raise NotAllowedError."""
    check_may_code(who)
    with reading(installation.engine) as session:
        first, second = (comment_coding.codes_of(session, wave, c) for c in (FIRST, SECOND))
        themes = [theme.id for theme in themes_in(session)]
    return agreement(first, second, themes)


def check_may_code(who: Reader) -> None:
    """Raise NotAllowedError unless somebody may read comments by theme."""
    if not may_code(who):
        raise NotAllowedError("comments")


def root_of(session: Session, wave: UUID) -> UUID:
    """Return the unit that was the whole organisation in a wave."""
    tree = wave_units.tree(session, wave)
    return next(unit for unit, above in tree.items() if above is None)


def check_is_first(session: Session, who: Reader, wave: UUID) -> None:
    """Raise CodingError unless somebody is the first coder of a wave."""
    if _coder_of(session, who, wave) != FIRST:
        raise CodingError("not_first")


def _coder_of(session: Session, who: Reader, wave: UUID) -> str:
    for coder, person in comment_coding.coders(session, wave).items():
        if person == who.person:
            return coder
    raise NotAllowedError("comments")


def _comments(session: Session, wave: UUID) -> list[tuple[bytes, str]]:
    """Return the comments of a wave that may be read with the whole organisation."""
    return stored_comments.with_ids(session, wave, _units(session, wave))


def _key(installation: Installation, _session: Session, wave: UUID) -> tuple[Installation, UUID]:
    return installation, wave


@cached(LRUCache(1_000), key=_key, lock=Lock())
def _may_be_read(_installation: Installation, session: Session, wave: UUID) -> bool:
    """Return whether comments of a counted wave may be read with the whole organisation.

    Kept, because it never changes after the count, and a page asks it of every wave.
    """
    return bool(_units(session, wave))


def _units(session: Session, wave: UUID) -> Collection[UUID]:
    """Return the units whose comments may be read with the whole organisation."""
    tree = wave_units.tree(session, wave)
    root = next((unit for unit, above in tree.items() if above is None), None)
    return () if root is None else shown_with_comments(session, root, wave)
