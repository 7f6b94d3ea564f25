"""A ballot: one person's answers, checked, padded and sealed. Pure.

A sealed ballot has the same length whatever the answers, so its size reveals nothing.
"""

import functools
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import orjson
from nacl.bindings import crypto_box_seal_open, crypto_box_SEALBYTES, sodium_pad
from nacl.public import PrivateKey, PublicKey, SealedBox
from pydantic import BaseModel, Field

from surveys.instrument import COMMENT, Question

Answers = Mapping[str, tuple[int, ...]]
"""Chosen options by question id, as indices into the options shown; skipped ones are absent.

The index after the last option is "does not apply", of questions for which that is a choice.
"""

Comments = Mapping[str, str]
"""What somebody wrote, by the id of the open question that it answers; skipped ones are absent."""

MAX_COMMENT_LENGTH = 500
"""Maximum number of characters of a comment, and of the answer to any other open question."""


class _Document(BaseModel, strict=True, extra="allow"):
    """A ballot as it is encoded in its envelope: unit and receipt as hexadecimal digits.

    Besides, it has what was written to each open question of the wave, which may be empty.
    """

    unit: str
    receipt: str
    answers: dict[str, tuple[int, ...]]
    __pydantic_extra__: dict[str, str] = Field(init=False)


_LONGEST_CHARACTER = "\N{GRINNING FACE}"
"""No character takes more than its four bytes, either in UTF-8 or as an escape in JSON."""


_ONE_COMMENT = (COMMENT,)
"""The open questions of an ordinary wave."""

_NO_RECEIPT = bytes(32)
"""As long as every receipt (`db.box.RECEIPT_BYTES`)."""


class BallotError(ValueError):
    """Answers that do not fit the questions of the wave."""


@dataclass(frozen=True)
class Ballot:
    """The answers of one person, what they wrote if anything, and the unit in which they count.

    Once it is opened, `not_applicable` has the questions that do not apply to this person, and
    `answers` has none of them: nothing that works on answers can take them for one.
    `receipt` is a random number whose hash took the place of the token in the box: it shows that
    the ballot was cast with one, and leads to no person.
    """

    unit: UUID
    answers: Answers
    comments: Comments = field(default_factory=dict)
    receipt: bytes = _NO_RECEIPT
    not_applicable: frozenset[str] = frozenset()


def applying(answers: Answers, questions: Iterable[Question]) -> dict[str, tuple[int, ...]]:
    """Return the answers without those that say that a question does not apply."""
    asked = {question.id: question for question in questions}
    return {name: chosen for name, chosen in answers.items() if asked[name].applies_in(chosen)}


def tidied(comment: str) -> str:
    """Return a comment in NFC without surrounding space and without invisible characters."""
    lines = comment.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    # Most comments, and the empty one, are tidy already.
    if lines.isascii() and lines.isprintable():
        return lines.strip()
    visible = (c for c in lines if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})
    # One form for accents: which form was typed reveals something about the device.
    return unicodedata.normalize("NFC", "".join(visible)).strip()


def check(answers: Answers, questions: Iterable[Question]) -> None:
    """Raise BallotError unless every answer is to one of the questions and within its options."""
    _check(answers, _limits(questions))


@dataclass(frozen=True)
class _Limits:
    """The valid answers to one question: 1 to `max_choices` different ones of its options."""

    options: int
    max_choices: int
    single: frozenset[tuple[int, ...]]
    """The valid answers with one choice, which are most of all answers."""

    not_applicable: tuple[int, ...] | None
    """The answer that says that the question does not apply, if that is a choice."""


def _limits(questions: Iterable[Question]) -> dict[str, _Limits]:
    return {
        question.id: _Limits(
            question.scale.size,
            question.scale.max_choices,
            frozenset((choice,) for choice in range(question.choices)),
            (question.scale.size,) if question.may_not_apply else None,
        )
        for question in questions
    }


def _check(answers: Answers, limits: Mapping[str, _Limits]) -> None:
    for question, chosen in answers.items():
        if question not in limits:
            msg = f"question {question} is not asked in this wave"
            raise BallotError(msg)
        limit = limits[question]
        if chosen in limit.single:
            continue
        if not 1 <= len(chosen) <= limit.max_choices or len(set(chosen)) < len(chosen):
            msg = f"question {question} takes 1 to {limit.max_choices} different options"
            raise BallotError(msg)
        if min(chosen) < 0 or max(chosen) >= limit.options:
            msg = f"question {question} has the options 0 to {limit.options - 1}"
            raise BallotError(msg)


def padded_length(questions: Sequence[Question], asked: Sequence[str] = _ONE_COMMENT) -> int:
    """Return the length in bytes to which every ballot of these questions is padded.

    `asked` are the ids of the open questions of the wave.
    """
    longest = {q.id: (q.choices - 1,) * q.scale.max_choices for q in questions}
    written = dict.fromkeys(asked, _LONGEST_CHARACTER * MAX_COMMENT_LENGTH)
    return len(_encoded(Ballot(UUID(int=0), longest, written), asked)) + 1


def sealed_length(questions: Sequence[Question], asked: Sequence[str] = _ONE_COMMENT) -> int:
    """Return the length in bytes of every sealed ballot, with the open questions `asked`."""
    return padded_length(questions, asked) + crypto_box_SEALBYTES


def sealer(
    questions: Sequence[Question], public_key: bytes, asked: Sequence[str] = _ONE_COMMENT
) -> Callable[[Ballot], bytes]:
    """Return a function that encrypts ballots of a wave so that only its private key opens them.

    `asked` are the ids of its open questions. That function raises BallotError for answers that do
    not fit the questions, for what is written to another open question or too long, and for a
    ballot over the common length: a longer ciphertext would stand out.
    """
    limits, length = _limits(questions), padded_length(questions, asked)
    box = SealedBox(PublicKey(public_key))

    def sealed(ballot: Ballot) -> bytes:
        _check(ballot.answers, limits)
        written = {name: tidied(text) for name, text in ballot.comments.items()}
        if not written.keys() <= set(asked):
            msg = "something is written to an open question that this wave does not ask"
            raise BallotError(msg)
        if (longest := max(map(len, written.values()), default=0)) > MAX_COMMENT_LENGTH:
            msg = f"a comment has at most {MAX_COMMENT_LENGTH} characters, not {longest}"
            raise BallotError(msg)
        encoded = _encoded(Ballot(ballot.unit, ballot.answers, written, ballot.receipt), asked)
        if len(encoded) >= length:
            msg = "these answers are longer than a ballot can be"
            raise BallotError(msg)
        return box.encrypt(sodium_pad(encoded, length))

    return sealed


def seal(
    ballot: Ballot,
    questions: Sequence[Question],
    public_key: bytes,
    asked: Sequence[str] = _ONE_COMMENT,
) -> bytes:
    """Encrypt one ballot. Raises BallotError as the function that `sealer` returns."""
    return sealer(questions, public_key, asked)(ballot)


def decrypter(key: PrivateKey) -> Callable[[bytes], bytes]:
    """Return a function that opens the envelopes of a wave.

    That function raises nacl.exceptions.CryptoError for another wave's or a damaged envelope.
    """
    # As SealedBox does, without checking the types and deriving the key for every envelope again.
    public, secret = bytes(key.public_key), bytes(key)
    return lambda body: crypto_box_seal_open(body, public, secret)


def decoder(
    questions: Iterable[Question], asked: Sequence[str] = _ONE_COMMENT
) -> Callable[[bytes], Ballot]:
    """Return a function that reads the ballots of a wave from the contents of their envelopes.

    `asked` are the ids of its open questions. That function raises BallotError for anything that is
    not a ballot of these questions.
    """
    limits, open_questions = _limits(questions), set(asked)

    def decoded(padded: bytes) -> Ballot:
        try:
            document = _Document.model_validate_json(_unpadded(padded))
            unit, receipt = _unit(document.unit), bytes.fromhex(document.receipt)
        except ValueError as error:
            msg = "this envelope holds no ballot"
            raise BallotError(msg) from error
        written = document.model_extra or {}
        if written.keys() != open_questions:
            msg = "this envelope holds a ballot with other open questions"
            raise BallotError(msg)
        answers = document.answers
        _check(answers, limits)
        apart = frozenset(q for q, chosen in answers.items() if chosen == limits[q].not_applicable)
        if apart:
            answers = {q: chosen for q, chosen in answers.items() if q not in apart}
        comments = {name: kept for name, text in written.items() if (kept := tidied(text))}
        return Ballot(unit, answers, comments, receipt, apart)

    return decoded


def _unpadded(padded: bytes) -> bytes:
    """Remove the padding that `sodium_pad` added (ISO/IEC 7816-4): 0x80, then only zeros.

    The library's own function takes constant time, so that timing does not reveal the length. Here
    nobody can measure it, and it would cost a tenth of the time of opening an envelope.
    """
    content, mark, zeros = padded.rpartition(b"\x80")
    if not mark or zeros.strip(b"\0"):
        msg = "this envelope holds no ballot"
        raise BallotError(msg)
    return content


# There are far more ballots than units.
_unit = functools.lru_cache(maxsize=10_000)(UUID)


def unseal(
    body: bytes,
    questions: Iterable[Question],
    key: PrivateKey,
    asked: Sequence[str] = _ONE_COMMENT,
) -> Ballot:
    """Decrypt and read one ballot. Raises CryptoError as `decrypter`, BallotError as `decoder`."""
    return decoder(questions, asked)(decrypter(key)(body))


def _encoded(ballot: Ballot, asked: Iterable[str]) -> bytes:
    document = {
        "unit": ballot.unit.hex,
        "receipt": ballot.receipt.hex(),
        "answers": dict(ballot.answers),
        **{question: ballot.comments.get(question, "") for question in asked},
    }
    return orjson.dumps(document)
