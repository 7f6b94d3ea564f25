"""What the light page takes from a browser, and what it refuses."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.answering.light.posted import Posted, PostedError, field_of, posted, too_many
from surveys.instrument import questions_of_wave, shipped
from surveys.instrument.scales import Choice

QUESTIONS = questions_of_wave(shipped(), 1)
SEVERAL = next(q for i in shipped().indicators for q in i.questions if isinstance(q.scale, Choice))


def form(*fields: tuple[str, str]) -> Posted:
    """Return fields after a way over the network."""
    return posted(urlencode(fields).encode())


@given(st.dictionaries(st.sampled_from([q.id for q in QUESTIONS]), st.integers(0, 4)))
def test_answers_arrive_as_they_were_chosen(chosen: dict[str, int]) -> None:
    by_id = {question.id: question for question in QUESTIONS}
    fields = [(field_of(by_id[name]), str(option)) for name, option in chosen.items()]
    expected = {name: (option,) for name, option in chosen.items()}
    assert form(*fields, ("comment", "")).chosen(QUESTIONS) == expected


def test_several_options_of_one_question_are_one_answer_and_may_be_too_many() -> None:
    name = field_of(SEVERAL)
    chosen = form((name, "2"), (name, "0"), (name, "2"), (name, "5")).chosen([SEVERAL])
    assert chosen == {SEVERAL.id: (0, 2, 5)}
    assert too_many(chosen, [SEVERAL]) == [SEVERAL]
    assert too_many({SEVERAL.id: (0, 2)}, [SEVERAL]) == []


def test_no_answer_is_no_answer() -> None:
    assert form((field_of(QUESTIONS[0]), "")).chosen(QUESTIONS) == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [("q-unknown", "1"), (field_of(QUESTIONS[0]), "5"), (field_of(QUESTIONS[0]), "-1")]
    + [(field_of(QUESTIONS[0]), value) for value in ("x", "1.0", "²", "1e0")],
)
def test_what_no_form_of_ours_sends_is_refused(field: str, value: str) -> None:
    with pytest.raises(PostedError):
        form((field, value)).chosen(QUESTIONS)


@pytest.mark.parametrize("body", ["é=1".encode(), b"&".join([b"a=1"] * 501), b"a=%ff"])
def test_what_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(PostedError):
        posted(body)


def test_a_second_page_keeps_answers_and_comment_and_nothing_else() -> None:
    sent = form(("q-mood_1", "3"), ("comment", "Léa\r\nsays"), ("then", "back"), ("again", "1"))
    assert sent.kept == [("q-mood_1", "3"), ("comment", "Léa\r\nsays")]
    assert (sent.then, sent.again, sent.comments) == ("back", True, {"comment": "Léa\nsays"})
    assert form(("then", "elsewhere")).then == ""


def test_open_questions_are_told_apart_tidied_and_kept_for_a_second_page() -> None:
    long = "a" * 501
    sent = form(("open_miss", " Léa\r\nsays "), ("open_keep", "\t"), ("open_wish", long))
    assert sent.comments == {"open_miss": "Léa\nsays", "open_wish": long}
    assert sent.too_long == {"open_wish": long}
    assert dict(sent.kept).keys() == {"open_miss", "open_keep", "open_wish"}
    assert sent.chosen(QUESTIONS) == {}
