"""A ballot is read back as it was cast, and its length reveals nothing."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.bindings import sodium_pad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from surveys.answering.ballot import (
    MAX_COMMENT_LENGTH,
    Answers,
    Ballot,
    BallotError,
    applying,
    check,
    padded_length,
    seal,
    sealed_length,
    tidied,
    unseal,
)
from surveys.instrument import COMMENT, Question
from surveys.instrument.file import shipped
from surveys.instrument.rotation import questions_of_wave

KEY = PrivateKey.generate()
PUBLIC = bytes(KEY.public_key)
ALL = tuple(shipped().questions())
WAVES = {number: questions_of_wave(shipped(), number, health_question=True) for number in range(27)}
UNIT = UUID(int=7)


def answers_to(questions: Sequence[Question]) -> st.SearchStrategy[Answers]:
    """Return answers to some of the questions."""

    def options(question: Question) -> st.SearchStrategy[tuple[int, ...]]:
        one, most = st.integers(0, question.choices - 1), question.scale.max_choices
        return st.lists(one, min_size=1, max_size=most, unique=True).map(tuple)

    return st.fixed_dictionaries({}, optional={q.id: options(q) for q in questions})


wave_and_answers = st.sampled_from(list(WAVES.values())).flatmap(
    lambda questions: st.tuples(st.just(questions), answers_to(questions))
)
comments = st.text(max_size=MAX_COMMENT_LENGTH)


@given(st.uuids(), answers_to(ALL), comments)
def test_a_ballot_comes_back_as_it_was_sealed(unit: UUID, answers: Answers, comment: str) -> None:
    assert {q.scale.type for q in ALL} >= {"grade", "number", "choice"}
    assert max(q.scale.max_choices for q in ALL) == 2
    sealed = seal(Ballot(unit, answers, {COMMENT: comment}), ALL, PUBLIC)
    real = applying(answers, ALL)
    apart = frozenset(answers.keys() - real.keys())
    written = {COMMENT: tidied(comment)} if tidied(comment) else {}
    expected = Ballot(unit, real, written, not_applicable=apart)
    assert unseal(sealed, ALL, KEY) == expected
    assert all(shipped().question(name).may_not_apply for name in apart)


def test_what_does_not_apply_is_no_answer_and_makes_a_ballot_no_longer() -> None:
    block = WAVES[8]
    apart = {q.id: (q.scale.size,) for q in block if q.may_not_apply}
    sealed = seal(Ballot(UNIT, {"mood_1": (4,), **apart}), block, PUBLIC)
    opened = unseal(sealed, block, KEY)
    assert opened.answers == {"mood_1": (4,)}
    assert opened.not_applicable == frozenset(apart) != frozenset()
    assert len(sealed) == len(seal(Ballot(UNIT, {}), block, PUBLIC))


def test_a_choice_beside_the_options_changes_no_length_of_a_wave_that_is_open() -> None:
    for questions in WAVES.values():
        before = [q.model_copy(update={"may_not_apply": False}) for q in questions]
        assert padded_length(before) == padded_length(questions)


@pytest.mark.parametrize("name", ["mood_1", "wl_1", "hv_1"])
def test_a_question_that_applies_to_everybody_takes_no_such_answer(name: str) -> None:
    question = shipped().question(name)
    with pytest.raises(BallotError, match=f"question {name} has the options 0 to"):
        check({name: (question.scale.size,)}, [question])


@given(wave_and_answers, st.uuids(), comments)
def test_every_ballot_of_a_wave_has_the_same_length(
    wave: tuple[tuple[Question, ...], Answers], unit: UUID, comment: str
) -> None:
    questions, answers = wave
    empty = seal(Ballot(UUID(int=0), {}), questions, PUBLIC)
    assert len(seal(Ballot(unit, answers, {COMMENT: comment}), questions, PUBLIC)) == len(empty)


HEAD = f'"unit":"{UNIT.hex}","receipt":"{bytes(32).hex()}"'


ENDS = tuple(q.id for q in shipped().open_questions.end_of_round.questions)


@given(st.dictionaries(st.sampled_from(ENDS), comments), answers_to(WAVES[1]))
def test_answers_to_open_questions_come_back_each_under_its_own_and_all_as_long(
    written: dict[str, str], answers: Answers
) -> None:
    sealed = seal(Ballot(UNIT, answers, written), WAVES[1], PUBLIC, ENDS)
    assert len(sealed) == sealed_length(WAVES[1], ENDS)
    kept = {question: tidied(text) for question, text in written.items() if tidied(text)}
    assert unseal(sealed, WAVES[1], KEY, ENDS).comments == kept


def test_what_is_written_to_an_open_question_of_another_wave_is_refused() -> None:
    for asked, other in ((ENDS, COMMENT), ((COMMENT,), ENDS[0])):
        with pytest.raises(BallotError, match="does not ask"):
            seal(Ballot(UNIT, {}, {other: "x"}), ALL, PUBLIC, asked)
    with pytest.raises(BallotError, match="at most 500"):
        seal(Ballot(UNIT, {}, {ENDS[0]: "x", ENDS[2]: "x" * 501}), ALL, PUBLIC, ENDS)
    for asked, other in ((ENDS, (COMMENT,)), ((COMMENT,), ENDS)):
        with pytest.raises(BallotError, match="other open questions"):
            unseal(seal(Ballot(UNIT, {}), ALL, PUBLIC, asked), ALL, KEY, other)


def inside(answers: str = "{}", comment: str = '""') -> bytes:
    """Return what an envelope holds, with other JSON in some places."""
    text = f'{{{HEAD},"answers":{answers},"comment":{comment}}}'
    return sodium_pad(text.encode(), 200)


@pytest.mark.parametrize(
    "content",
    [
        *(b"", bytes(100), b"{}", sodium_pad(b"{}", 100)[:-1] + b"x"),
        *(sodium_pad(text, 100) for text in (b"no JSON", b"[]")),
        inside().replace(UNIT.hex.encode(), b"x"),
        inside().replace(bytes(32).hex().encode(), b"x"),
        sodium_pad(f'{{"unit":"{UNIT.hex}","answers":{{}},"comment":""}}'.encode(), 200),
        sodium_pad(f'{{{HEAD},"answers":{{}}}}'.encode(), 200),
        *(inside(answers) for answers in ("[]", '{"a":1}', '{"a":["1"]}', '{"a":[1]}')),
        inside(comment="1"),
    ],
)
def test_an_envelope_that_holds_no_ballot_is_refused(content: bytes) -> None:
    """Whoever has the public key can put anything into an envelope."""
    with pytest.raises(BallotError):
        unseal(SealedBox(KEY.public_key).encrypt(content), ALL, KEY)
    described = SealedBox(KEY.public_key).encrypt(inside(comment='"é"'))
    assert unseal(described, ALL, KEY) == Ballot(UNIT, {}, {COMMENT: "é"})


@pytest.mark.parametrize("number", WAVES)
def test_the_longest_possible_ballot_fits_and_is_as_long_as_an_empty_one(number: int) -> None:
    questions, unit = WAVES[number], UUID(int=2**128 - 1)
    longest = {
        q.id: tuple(range(q.scale.size - 1, q.scale.size - 1 - q.scale.max_choices, -1))
        for q in questions
    }
    empty = seal(Ballot(unit, {}), questions, PUBLIC)
    assert len(empty) == padded_length(questions) + 48 == sealed_length(questions)
    for character in ("a", "é", "€", "\N{GRINNING FACE}", '"', "\\", "\u2028"):
        full = seal(
            Ballot(unit, longest, {COMMENT: character * MAX_COMMENT_LENGTH}), questions, PUBLIC
        )
        assert len(full) == len(empty), character
        assert unseal(full, questions, KEY).answers == longest


def test_a_long_comment_or_a_question_of_another_wave_is_refused_and_nothing_is_sealed() -> None:
    with pytest.raises(BallotError, match="question wl_2 is not asked"):
        seal(Ballot(uuid4(), {"wl_2": (0,)}), WAVES[1], PUBLIC)
    with pytest.raises(BallotError, match="at most 500 characters, not 501"):
        seal(Ballot(UUID(int=0), {}, {COMMENT: "x" * 501}), ALL, PUBLIC)
    seal(Ballot(UUID(int=0), {}, {COMMENT: f"  {'x' * 500}\n"}), ALL, PUBLIC)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  two\r\nlines\rthree \n", "two\nlines\nthree"),
        ("a\x00b\x1b[31mc\td", "ab[31mc d"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("\ud800half", "half"),
        ("   ", ""),
    ],
)
def test_a_comment_is_tidied(written: str, kept: str) -> None:
    assert tidied(written) == kept


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"mood_9": (0,)}, "question mood_9 is not asked in this wave"),
        ({"mood_1": (5,)}, "question mood_1 has the options 0 to 4"),
        ({"mood_1": (-1,)}, "question mood_1 has the options 0 to 4"),
        ({"pr_1": (10,)}, "question pr_1 has the options 0 to 9"),
        ({"fh_3": (12,)}, "question fh_3 has the options 0 to 10"),
        ({"mood_1": ()}, "question mood_1 takes 1 to 1 different options"),
        ({"mood_1": (0, 1)}, "question mood_1 takes 1 to 1 different options"),
        ({"fh_4": (0, 1, 2)}, "question fh_4 takes 1 to 2 different options"),
        ({"fh_4": (3, 3)}, "question fh_4 takes 1 to 2 different options"),
    ],
)
def test_answers_that_do_not_fit_are_refused_and_nothing_is_sealed(
    answers: Answers, message: str
) -> None:
    with pytest.raises(BallotError, match=message):
        check(answers, ALL)
    with pytest.raises(BallotError, match=message):
        seal(Ballot(uuid4(), answers), ALL, PUBLIC)


def test_no_other_key_opens_a_ballot_and_the_same_ballot_never_looks_the_same() -> None:
    ballot = Ballot(uuid4(), {"mood_1": (2,)})
    sealed = seal(ballot, ALL, PUBLIC)
    assert sealed != seal(ballot, ALL, PUBLIC)
    with pytest.raises(CryptoError):
        unseal(sealed, ALL, PrivateKey.generate())


@given(st.integers(0, 200), st.integers(1, 255))
def test_a_ballot_that_was_tampered_with_is_not_opened(place: int, flip: int) -> None:
    sealed = bytearray(seal(Ballot(uuid4(), {"mood_1": (2,)}), ALL, PUBLIC))
    sealed[place % len(sealed)] ^= flip
    with pytest.raises(CryptoError):
        unseal(bytes(sealed), ALL, KEY)
