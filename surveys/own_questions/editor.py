"""Own questions: written, asked, changed and ended by HR, read by the works council too.

What a wave has asked never changes: an edited question is another one, which takes the place of the
first and begins a series of its own. Only a question that no wave has asked can be deleted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, cast

from sqlmodel import Session

from db import asked_questions as stored
from db import people
from db.engine import reading, writing
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.instrument import Indicator, Question, merge_own_questions, refuse_nearly_the_same
from surveys.instrument.question_draft import draft_of, file_of, new_id, question_in, tidy, without
from surveys.organisation import instrument_of
from surveys.trail.saving import Seen, check_unchanged, note_saved

Asking = Literal["rhythm", "once", "never"]


class OwnQuestionError(PeilError):
    """Something that cannot be done with an own question as it is now."""

    texts: ClassVar = {
        "gone": N_("There is no such question any more."),
        "no_organisation": N_("Set up the organisation first."),
        "not_agreed": N_(
            "Confirm that the works council has agreed to this question before it is asked."
        ),
        "asked_once": N_(
            "This question was asked once, in wave {wave}. Ask it in the rhythm, or write another."
        ),
        "replaced": N_("A newer version has taken the place of this question; ask that one."),
        "has_results": N_(
            "A wave has asked this question, so its results need it. End it: then no wave asks it."
        ),
    }


@dataclass(frozen=True)
class OwnQuestion:
    """An own question: what it asks, in which waves, and which versions stand before and after it.

    `waves` has the numbers of the waves of the programme that asked it, from old to new; `in_use`
    says whether results of any kind need it, imported ones too.
    """

    question: Question
    indicator: Indicator
    asking: Asking = "never"
    waves: tuple[int, ...] = ()
    in_use: bool = False
    version: int = 1
    replaced_by: str | None = None

    @property
    def id(self) -> str:
        """The id of the question."""
        return self.question.id

    @property
    def is_done(self) -> bool:
        """Whether it was to be asked once and has been."""
        return self.asking == "once" and bool(self.waves)

    @property
    def draft(self) -> Mapping[str, Any]:
        """What a form about it is filled with."""
        return draft_of(self.question, self.indicator)


def may_write(who: Reader) -> bool:
    """Return whether somebody may write and ask questions: HR of the whole organisation."""
    return who.reads_everything


def may_read(who: Reader) -> bool:
    """Return whether somebody may see the questions and their state: HR and the works council."""
    return who.reads_trail


def read_own_questions(installation: Installation, who: Reader) -> tuple[OwnQuestion, ...]:
    """Return the own questions, also imported ones, in the order of their places.

    Raises NotAllowedError.
    """
    if not may_read(who):
        raise NotAllowedError("own_questions")
    with reading(installation.engine) as session:
        return own_questions_in(session)


def own_questions_in(session: Session) -> tuple[OwnQuestion, ...]:
    """Return the same within a transaction."""
    instrument = instrument_of(people.facts_of_organisation(session))
    rows = {row.question: row for row in stored.asked_questions(session)}
    newer = {row.follows: row.question for row in rows.values() if row.follows}
    waves = stored.questions_of_waves(session)
    imported = stored.with_imported_means(session)
    found = []
    for question in instrument.questions():
        if question.role != "own":
            continue
        row = rows.get(question.id)
        found.append(
            OwnQuestion(
                question,
                instrument.indicator(question.indicator),
                cast("Asking", row.asking) if row else "never",
                tuple(number for number, asked in waves if number and question.id in asked),
                question.id in imported or any(question.id in asked for _, asked in waves),
                _version(question.id, rows),
                newer.get(question.id),
            )
        )
    last = len(rows) + 1
    return tuple(sorted(found, key=lambda one: rows[one.id].place if one.id in rows else last))


def save_question(
    installation: Installation,
    who: Reader,
    question: str | None,
    draft: Mapping[str, Any],
    seen: Seen | None = None,
) -> OwnQuestion:
    """Save a question, a new one (None) or another wording of one, and return it as stored.

    A question that results need stays as it is, and the new wording becomes its next version, which
    is asked as the one before was. `draft` is what `OwnQuestion.draft` returns. Raises
    NotAllowedError, FieldsError with what is wrong by field, DraftError, AskedTwiceError,
    OwnQuestionError, and ChangedMeanwhileError when another wording was `seen`.
    """
    check_may_write(who)
    clean = tidy(draft)
    with writing(installation.engine) as session:
        row = people.organisation(session)
        if row is None:
            raise OwnQuestionError("no_organisation")
        now = None if question is None else _found(session, question)
        before = None if now is None else now.draft
        thing = f"own question {question or 'new'}"
        check_unchanged(session, thing, seen=seen, now=before, wanted=clean, by=who.known_as)
        if now is not None and before == clean:
            return now
        if now is not None and now.replaced_by is not None:
            raise OwnQuestionError("replaced")
        name = _id_for(now)
        added = file_of(clean, name)
        kept = row.own_questions
        if now is not None and not now.in_use and kept is not None:
            kept = without(kept, now.id)
        _refuse_copies(session, question_in(added, name)[0], now)
        row.own_questions = merge_own_questions(kept, added)
        if now is None:
            stored.add(session, name, asking="never")
        elif name != now.id:
            stored.add(session, name, asking=now.asking, follows=now.id)
            stored.ask(session, now.id, "never")
        session.flush()
        saved = _found(session, name)
        note_saved(session, f"own question {name}", saved.draft, who.known_as)
        trail.note(session, "own question saved", _subject(saved), who.person)
        return saved


def ask_question(
    installation: Installation, who: Reader, question: str, asking: Asking, *, agreed: bool
) -> None:
    """Have a question asked from the next wave on: in the rhythm, or once.

    It takes the word that the works council has agreed. Raises NotAllowedError, and
    OwnQuestionError without that word or for a question that is not asked any more.
    """
    check_may_write(who)
    with writing(installation.engine) as session:
        now = _found(session, question)
        if now.replaced_by is not None:
            raise OwnQuestionError("replaced")
        if asking == "once" and now.waves:
            raise OwnQuestionError("asked_once", wave=now.waves[-1])
        if not agreed:
            raise OwnQuestionError("not_agreed")
        _refuse_copies(session, now.question, now)
        _store_asking(session, question, asking)
        subject = f"{asking}: {_subject(now)}"
        trail.note(session, "own question asked", subject, who.person)


def end_question(installation: Installation, who: Reader, question: str) -> None:
    """Ask a question no longer; its results stay. Raises NotAllowedError and OwnQuestionError."""
    check_may_write(who)
    with writing(installation.engine) as session:
        now = _found(session, question)
        if now.asking != "never":
            _store_asking(session, question, "never")
            trail.note(session, "own question ended", _subject(now), who.person)


def delete_question(installation: Installation, who: Reader, question: str) -> None:
    """Delete a question that no results need; raise NotAllowedError and OwnQuestionError."""
    check_may_write(who)
    with writing(installation.engine) as session:
        now, row = _found(session, question), people.organisation(session)
        if now.in_use or row is None or row.own_questions is None:
            raise OwnQuestionError("has_results")
        row.own_questions = without(row.own_questions, question)
        stored.remove(session, question)
        trail.note(session, "own question deleted", _subject(now), who.person)


def _store_asking(session: Session, question: str, asking: Asking) -> None:
    if question in {row.question for row in stored.asked_questions(session)}:
        stored.ask(session, question, asking)
    else:
        stored.add(session, question, asking=asking)


def _refuse_copies(session: Session, question: Question, now: OwnQuestion | None) -> None:
    """Raise AskedTwiceError for a question that a wave may ask already, in nearly these words."""
    own = {one.id: one for one in own_questions_in(session)}
    instrument = instrument_of(people.facts_of_organisation(session))
    others: Sequence[Question] = [
        other
        for other in instrument.questions()
        if other.id not in {question.id, now.id if now else ""}
        and (other.id not in own or own[other.id].asking != "never")
    ]
    refuse_nearly_the_same(question, others)


def _id_for(now: OwnQuestion | None) -> str:
    """Return the id for what is saved: that of an unused question, else a new one."""
    return new_id() if now is None or now.in_use else now.id


def _version(question: str, rows: Mapping[str, stored.Asked]) -> int:
    """Return the number of a version: one more than that of the question it follows."""
    number, row = 1, rows.get(question)
    while row is not None and row.follows is not None:
        number, row = number + 1, rows.get(row.follows)
    # What an imported question has become follows one without a row.
    return number


def _found(session: Session, question: str) -> OwnQuestion:
    for one in own_questions_in(session):
        if one.id == question:
            return one
    raise OwnQuestionError("gone")


def check_may_write(who: Reader) -> None:
    """Raise NotAllowedError unless somebody may write and ask questions."""
    if not may_write(who):
        raise NotAllowedError("write_questions")


def _subject(one: OwnQuestion) -> str:
    return f"{one.question.text['en']}, version {one.version}"
