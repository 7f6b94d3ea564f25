"""What HR is told of a question while writing it."""

import pytest

from surveys.instrument.file import shipped
from surveys.instrument.question_cautions import Caution, cautions, speaks_of_health
from surveys.texts import Texts


def told(en: str, nl: str = "Vraag", options: int = 5, names: tuple[str, ...] = ()) -> set[str]:
    return {caution.kind for caution in cautions({"en": [en], "nl": [nl]}, options, names)}


@pytest.mark.parametrize(
    ("en", "nl", "kinds"),
    [
        ("I have the tools I need.", "Ik heb de middelen die ik nodig heb.", set()),
        ("I sleep well.", "Ik slaap goed.", {"health"}),
        ("My work is fine.", "Ik ben vaak ziek.", {"health"}),
        ("What is your age group?", "In welke groep val je?", {"personal"}),
        ("Language is no problem.", "De taal is geen probleem.", set()),
        ("My desk is quiet and light.", "Mijn plek is rustig.", {"two_in_one"}),
        ("It is quiet here.", "Is het hier rustig of licht?", {"two_in_one"}),
        ("I know what is asked.", "Ik weet of het goed is.", set()),
        ("I stand by my work.", "Ik sta achter mijn werk.", set()),
    ],
)
def test_words_call_for_a_second_look(en: str, nl: str, kinds: set[str]) -> None:
    assert told(en, nl) == kinds


def test_short_scales_names_and_long_questions_are_told_too() -> None:
    assert told("Fine.", options=2) == {"few_options"}
    assert told("Fine.", options=5) == set()
    assert told("Ask Hanna.", names=("Hanna",)) == {"names"}
    assert told(" ".join(["word"] * 26)) == {"long"}


def test_answers_are_searched_for_health_but_joining_words_only_in_the_question() -> None:
    texts = {"en": ["What do you miss?", "Lunch and tea", "A doctor"], "nl": ["Wat mis je?"]}
    assert cautions(texts, 5) == [Caution("health", ("doctor",))]


def test_no_anchor_of_the_instrument_speaks_of_health_and_the_question_about_it_does() -> None:
    instrument = shipped()
    for question in instrument.questions():
        texts = {code: [text] for code, text in question.text.items()}
        if question.role == "anchor":
            assert not speaks_of_health(texts)
        if question.sensitive == "health":
            assert speaks_of_health(texts)


def test_every_caution_is_a_sentence_with_its_words() -> None:
    for caution in cautions({"en": ["Pain and age"], "nl": ["Pijn"]}, 2, ("Mo",)):
        said = caution.phrase.in_words(Texts("en"))
        assert "{" not in said
        assert all(word in said for word in caution.words)
