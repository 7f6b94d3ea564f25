"""Quotes: what people wrote about a theme, in the words of HR, of the whole organisation only.

Somebody's style can give them away, so nothing is quoted as it was written: a quote shares no run
of more than a few words with any comment of its wave. Nothing links it to one.
"""

import re
from collections.abc import Iterable, Sequence
from typing import ClassVar
from uuid import UUID

from db import comment_themes, people, waves
from db import comments as stored_comments
from db.comment_themes import MAX_LENGTH
from db.engine import reading, writing
from surveys import trail
from surveys.access import Reader
from surveys.answering.comment_check import traces, words_of
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.open_answers.coding import check_may_code, root_of

LONGEST_RUN = 4
"""Maximum number of words in a row that a quote may share with a comment."""

MOST_OF_A_THEME = 2
"""Maximum number of quotes of a theme in a wave."""


class QuoteError(PeilError):
    """A quote that cannot be added."""

    texts: ClassVar = {
        "length": N_("Write 1 to {n} characters."),
        "too_few": N_("A theme has quotes from {n} comments on."),
        "most": N_("A theme has at most {n} quotes a wave."),
        "as_written": N_(
            "Somebody wrote “{words}”. Say it in other words: more than {n} words in a row as they "
            "were written can give their writer away."
        ),
        "names": N_("This names somebody: {words}. Leave that out."),
    }


def add_quote(installation: Installation, who: Reader, wave: UUID, theme: str, body: str) -> None:
    """Add what people wrote about a theme in a wave, in other words than theirs.

    Raises NotAllowedError, and QuoteError for a theme with too few comments or enough quotes, for
    words of a comment, and for names, addresses and numbers.
    """
    check_may_code(who)
    words = " ".join(body.split())
    if not 1 <= len(words) <= MAX_LENGTH:
        raise QuoteError("length", n=MAX_LENGTH)
    with writing(installation.engine) as session:
        root = root_of(session, wave)
        least = waves.wave(session, wave).k_comment
        counts = comment_themes.counts_of(session, root)
        number = sum(of.get(theme, 0) for (in_wave, _), of in counts.items() if in_wave == wave)
        if number < least:
            raise QuoteError("too_few", n=least)
        present = [one for one in comment_themes.quotes_of(session, wave) if one[1] == theme]
        if len(present) >= MOST_OF_A_THEME:
            raise QuoteError("most", n=MOST_OF_A_THEME)
        known = people.names_among(session, words_of(words))
        if found := traces(words, known):
            raise QuoteError("names", words=", ".join(found.all))
        if (run := shared_run(words, stored_comments.texts_of(session, wave))) is not None:
            raise QuoteError("as_written", words=run, n=LONGEST_RUN)
        comment_themes.add_quote(session, wave, theme, words)
        subject = f"wave {waves.wave(session, wave).number}, {theme}: {words}"
        trail.note(session, "quote added", subject, who.person)


def remove_quote(installation: Installation, who: Reader, wave: UUID, quote: bytes) -> None:
    """Remove a quote; raise NotAllowedError."""
    check_may_code(who)
    with writing(installation.engine) as session:
        words = comment_themes.remove_quote(session, wave, quote)
        if words is not None:
            subject = f"wave {waves.wave(session, wave).number}: {words}"
            trail.note(session, "quote removed", subject, who.person)


def read_quotes(
    installation: Installation, who: Reader, wave: UUID
) -> Sequence[tuple[bytes, str, str]]:
    """Return id, theme and words of the quotes of a wave, for HR; raise NotAllowedError."""
    check_may_code(who)
    with reading(installation.engine) as session:
        return comment_themes.quotes_of(session, wave)


def shared_run(words: str, comments: Iterable[str]) -> str | None:
    """Return the first words of a text that stand in a row in a comment, more than allowed. Pure.

    A text of fewer words may not be a whole comment either.
    """
    mine = _words(words)
    size = min(LONGEST_RUN + 1, max(1, len(mine)))
    runs = {tuple(mine[at : at + size]) for at in range(len(mine) - size + 1)}
    for comment in comments:
        theirs = _words(comment)
        if len(mine) < size or (len(mine) <= LONGEST_RUN and mine != theirs):
            continue
        for at in range(len(theirs) - size + 1):
            if (run := tuple(theirs[at : at + size])) in runs:
                return " ".join(run)
    return None


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
