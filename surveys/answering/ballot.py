"""A ballot: one person's answers, checked, padded and sealed. Pure.

A sealed ballot has the same length whatever was answered, so its size tells nothing.
"""

import functools
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson
from nacl.bindings import crypto_box_seal_open, crypto_box_SEALBYTES, sodium_pad
from nacl.public import PrivateKey, PublicKey, SealedBox
from pydantic import BaseModel

from surveys.instrument.instrument import Question

Answers = Mapping[str, tuple[int, ...]]
"""Chosen options by question id, as indices into the options shown; what is skipped is absent."""


COMMENT_LENGTH = 500
"""The most characters that a comment may have."""


class _Document(BaseModel, strict=True):
    """A ballot as it lies in its envelope: the unit as 32 hexadecimal digits."""

    unit: str
    answers: dict[str, tuple[int, ...]]
    comment: str


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
    # What most people write, and nothing at all, is tidy already.
    if lines.isascii() and lines.isprintable():
        return lines.strip()
    seen = (c for c in lines if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})
    # One way to write an accent: the other one tells something about the device.
    return unicodedata.normalize("NFC", "".join(seen)).strip()


def check(answers: Answers, questions: Iterable[Question]) -> None:
    """Raise BallotError unless every answer belongs to a question and to its options."""
    _check(answers, _limits(questions))


@dataclass(frozen=True)
class _Limits:
    """What may be answered to one question: so many different ones of its options."""

    options: int
    most: int
    usual: frozenset[tuple[int, ...]]
    """The answers with one option, which are most of them."""


def _limits(questions: Iterable[Question]) -> dict[str, _Limits]:
    return {
        question.id: _Limits(
            question.scale.size,
            question.scale.max_choices,
            frozenset((option,) for option in range(question.scale.size)),
        )
        for question in questions
    }


def _check(answers: Answers, limits: Mapping[str, _Limits]) -> None:
    for question, chosen in answers.items():
        if question not in limits:
            msg = f"question {question} is not asked in this wave"
            raise BallotError(msg)
        limit = limits[question]
        if chosen in limit.usual:
            continue
        if not 1 <= len(chosen) <= limit.most or len(set(chosen)) < len(chosen):
            msg = f"question {question} takes 1 to {limit.most} different options"
            raise BallotError(msg)
        if min(chosen) < 0 or max(chosen) >= limit.options:
            msg = f"question {question} has the options 0 to {limit.options - 1}"
            raise BallotError(msg)


def padded_length(questions: Sequence[Question]) -> int:
    """Return the length in bytes that every ballot of these questions is padded to."""
    longest = {q.id: (q.scale.size - 1,) * q.scale.max_choices for q in questions}
    comment = _LONGEST_CHARACTER * COMMENT_LENGTH
    return len(_encoded(Ballot(UUID(int=0), longest, comment))) + 1


def sealed_length(questions: Sequence[Question]) -> int:
    """Return the length in bytes of every sealed ballot of these questions."""
    return padded_length(questions) + crypto_box_SEALBYTES


def sealer(questions: Sequence[Question], public_key: bytes) -> Callable[[Ballot], bytes]:
    """Return what encrypts the ballots of a wave so that only its private key can read them.

    It raises BallotError for answers or a comment that do not fit, or that would not fit the common
    length: then nothing is sealed, because a longer ciphertext would stand out.
    """
    limits, length = _limits(questions), padded_length(questions)
    box = SealedBox(PublicKey(public_key))

    def sealed(ballot: Ballot) -> bytes:
        _check(ballot.answers, limits)
        comment = tidied(ballot.comment)
        if len(comment) > COMMENT_LENGTH:
            msg = f"a comment has at most {COMMENT_LENGTH} characters, not {len(comment)}"
            raise BallotError(msg)
        encoded = _encoded(Ballot(ballot.unit, ballot.answers, comment))
        if len(encoded) >= length:
            msg = "these answers are longer than a ballot can be"
            raise BallotError(msg)
        return box.encrypt(sodium_pad(encoded, length))

    return sealed


def seal(ballot: Ballot, questions: Sequence[Question], public_key: bytes) -> bytes:
    """Encrypt one ballot; raises as what `sealer` returns."""
    return sealer(questions, public_key)(ballot)


def decrypter(key: PrivateKey) -> Callable[[bytes], bytes]:
    """Return what opens the envelopes of a wave.

    It raises nacl.exceptions.CryptoError when the key is not an envelope's own or it was damaged.
    """
    # As SealedBox does, without looking at the types and the key of every envelope again.
    public, secret = bytes(key.public_key), bytes(key)
    return lambda body: crypto_box_seal_open(body, public, secret)


def decoder(questions: Iterable[Question]) -> Callable[[bytes], Ballot]:
    """Return what reads the ballots of a wave from what is inside their envelopes.

    It raises BallotError when that is no ballot of these questions.
    """
    limits = _limits(questions)

    def decoded(padded: bytes) -> Ballot:
        try:
            document = _Document.model_validate_json(_unpadded(padded))
            unit = _unit(document.unit)
        except ValueError as error:
            msg = "this envelope holds no ballot"
            raise BallotError(msg) from error
        answers = document.answers
        _check(answers, limits)
        return Ballot(unit, answers, tidied(document.comment))

    return decoded


def _unpadded(padded: bytes) -> bytes:
    """Take away what `sodium_pad` added (ISO/IEC 7816-4): 0x80, then only zeros.

    The library's own takes care that nobody can tell the length from how long it takes. Here nobody
    watches, and it would take a tenth of the time of opening an envelope.
    """
    content, mark, zeros = padded.rpartition(b"\x80")
    if not mark or zeros.strip(b"\0"):
        msg = "this envelope holds no ballot"
        raise BallotError(msg)
    return content


# There are far more ballots than units.
_unit = functools.lru_cache(maxsize=10_000)(UUID)


def unseal(body: bytes, questions: Iterable[Question], key: PrivateKey) -> Ballot:
    """Decrypt and read one ballot; raises as what `decrypter` and `decoder` return."""
    return decoder(questions)(decrypter(key)(body))


def _encoded(ballot: Ballot) -> bytes:
    document = {"unit": ballot.unit.hex, "answers": dict(ballot.answers), "comment": ballot.comment}
    return orjson.dumps(document)
