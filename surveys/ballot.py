"""A ballot: one person's answers, checked, padded and sealed. Pure.

A sealed ballot has the same length whatever was answered, so its size tells nothing.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.public import PrivateKey, PublicKey, SealedBox

from surveys.instrument import Question

Answers = Mapping[str, tuple[int, ...]]
"""Chosen options by question id, as indices into the options shown; what is skipped is absent."""


class BallotError(ValueError):
    """Answers that do not fit the questions of the wave."""


@dataclass(frozen=True)
class Ballot:
    """The answers of one person and the unit in which they count."""

    unit: UUID
    answers: Answers


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
    return len(_encoded(Ballot(UUID(int=0), longest))) + 1


def seal(ballot: Ballot, questions: Sequence[Question], public_key: bytes) -> bytes:
    """Encrypt a ballot so that only the wave's private key can read it.

    Raises BallotError for answers that do not fit, or that would not fit the common length: then
    nothing is sealed, because a longer ciphertext would stand out.
    """
    check(ballot.answers, questions)
    length = padded_length(questions)
    encoded = _encoded(ballot)
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
        unit = UUID(document["unit"])
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        msg = "this envelope holds no ballot"
        raise BallotError(msg) from error
    check(answers, questions)
    return Ballot(unit, answers)


def _encoded(ballot: Ballot) -> bytes:
    answers = {question: list(chosen) for question, chosen in ballot.answers.items()}
    document = {"unit": ballot.unit.hex, "answers": answers}
    return json.dumps(document, separators=(",", ":")).encode()
