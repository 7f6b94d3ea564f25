"""A ballot: one person's answers, checked, padded and sealed. Pure.

A sealed ballot has the same length whatever was answered, so its size tells nothing.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.public import PrivateKey, PublicKey, SealedBox

from surveys.instrument import Question

Answers = Mapping[str, tuple[int, ...]]
"""Chosen options by question id, as indices into the options shown; what is skipped is absent."""


COMMENT_LENGTH = 500
"""The most characters that a comment may have."""

_LONGEST_CHARACTER = "\N{GRINNING FACE}"
"""No character takes more than its four bytes, neither in UTF-8 nor escaped in JSON."""


class BallotError(ValueError):
    """Answers that do not fit the questions of the wave."""


@dataclass(frozen=True)
class Ballot:
    """The answers of one person, a comment if they wrote one, and the unit they count in."""

    unit: UUID
    answers: Answers
    comment: str = ""


def tidied(comment: str) -> str:
    """Return a comment without surrounding space and without characters that cannot be seen."""
    lines = comment.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    seen = (c for c in lines if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})
    # One way to write an accent: the other one tells something about the device.
    return unicodedata.normalize("NFC", "".join(seen)).strip()


def check(answers: Answers, questions: Iterable[Question]) -> None:
    """Raise BallotError unless every answer belongs to a question and to its options."""
    by_id = {question.id: question for question in questions}
    for question_id, chosen in answers.items():
        question = by_id.get(question_id)
        if question is None:
            msg = f"question {question_id} is not asked in this wave"
            raise BallotError(msg)
        scale = question.scale
        if not 1 <= len(set(chosen)) == len(chosen) <= scale.max_choices:
            msg = f"question {question_id} takes 1 to {scale.max_choices} different options"
            raise BallotError(msg)
        if not all(0 <= option < scale.size for option in chosen):
            msg = f"question {question_id} has the options 0 to {scale.size - 1}"
            raise BallotError(msg)


def padded_length(questions: Sequence[Question]) -> int:
    """Return the length in bytes that every ballot of these questions is padded to."""
    longest = {q.id: (q.scale.size - 1,) * q.scale.max_choices for q in questions}
    comment = _LONGEST_CHARACTER * COMMENT_LENGTH
    return len(_encoded(Ballot(UUID(int=0), longest, comment))) + 1


def seal(ballot: Ballot, questions: Sequence[Question], public_key: bytes) -> bytes:
    """Encrypt a ballot, its comment tidied, so that only the wave's private key can read it.

    Raises BallotError for answers that do not fit, or that would not fit the common length: then
    nothing is sealed, because a longer ciphertext would stand out.
    """
    check(ballot.answers, questions)
    comment = tidied(ballot.comment)
    if len(comment) > COMMENT_LENGTH:
        msg = f"a comment has at most {COMMENT_LENGTH} characters, not {len(comment)}"
        raise BallotError(msg)
    length = padded_length(questions)
    encoded = _encoded(replace(ballot, comment=comment))
    if len(encoded) >= length:
        msg = "these answers are longer than a ballot can be"
        raise BallotError(msg)
    return SealedBox(PublicKey(public_key)).encrypt(sodium_pad(encoded, length))


def unseal(body: bytes, questions: Sequence[Question], key: PrivateKey) -> Ballot:
    """Decrypt a ballot.

    Raises nacl.exceptions.CryptoError when the key is not its own or it was damaged, and
    BallotError when what is inside is no ballot of these questions.
    """
    padded = SealedBox(key).decrypt(body)
    try:
        document = json.loads(sodium_unpad(padded, len(padded)))
        answers = {question: tuple(chosen) for question, chosen in document["answers"].items()}
        unit, comment = UUID(document["unit"]), tidied(document["comment"])
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        msg = "this envelope holds no ballot"
        raise BallotError(msg) from error
    check(answers, questions)
    return Ballot(unit, answers, comment)


def _encoded(ballot: Ballot) -> bytes:
    answers = {question: list(chosen) for question, chosen in ballot.answers.items()}
    document = {"unit": ballot.unit.hex, "answers": answers, "comment": ballot.comment}
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
