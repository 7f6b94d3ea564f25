"""Own questions come in with history: further ones join, none that is there ever changes."""

import pytest

from surveys.installation.installation import Installation
from surveys.instrument.file import shipped
from surveys.instrument.own_questions import AskedTwiceError
from surveys.organisation.organisation import load_instrument
from tests.refusals import code
from tests.store.history.conftest import MAPPING, Files, expected, published
from tests.stored import main_dump, main_rows

OWN = """\
version: "1"
languages: [en, nl]
indicators:
- id: place
  kind: own
  name: &any {en: Place, nl: Plek}
  definition: *any
  high: *any
  low: *any
  questions:
  - {id: place_1, role: own, scale: agree5, text: {en: The place is good., nl: Een goede plek.}}
"""
MORE = """\
  - {id: place_2, role: own, scale: agree5, text: {en: There is room., nl: Er is ruimte.}}
"""
OTHER = OWN.split("indicators:\n")[1].replace("place", "light").replace("any", "all")


SCALE = """\
response_scales:
  agree5: {type: likert5, labels: {en: [a, b, c, d, e], nl: [a, b, c, d, e]}}
"""


def mapping_beside(files: Files, text: str, question: str, year: int) -> str:
    """Write own questions beside the answers; return a mapping with one, for a wave of its own."""
    (files.folder / "own.yaml").write_text(text, encoding="utf-8")
    mapping = MAPPING.replace("skip:", "own_questions: own.yaml\nskip:").replace("wlb_1", question)
    return mapping.replace("Before", str(year)).replace("2020", str(year))


def test_own_questions_of_a_second_file_join_those_of_the_first(
    installation: Installation, files: Files
) -> None:
    texts = [OWN, OWN, OWN + MORE, OWN + OTHER, OWN]
    asked = ["place_1", "place_1", "place_2", "light_1", "place_1"]
    for year, (text, question) in enumerate(zip(texts, asked, strict=True), start=2015):
        files.imported(installation, mapping=mapping_beside(files, text, question, year))
        counts, _ = published(installation, str(year))["Café", question]
        assert counts == expected()["Café", "wlb_1"][0]
    found = load_instrument(installation)
    assert [q.id for q in found.indicator("place").questions] == ["place_1", "place_2"]
    assert [q.id for q in found.indicator("light").questions] == ["light_1"]
    assert [q.id for q in shipped().questions()] == [
        q.id for q in found.questions() if q.role != "own"
    ]


def test_own_questions_that_are_all_known_leave_the_text_as_it_is(
    installation: Installation, files: Files
) -> None:
    for year, text in enumerate([OWN + MORE, OWN], start=2018):
        files.imported(installation, mapping=mapping_beside(files, text, "place_1", year))
    stored = main_rows(installation, "SELECT own_questions FROM organisation")
    assert stored == [(OWN + MORE,)]


def test_headings_and_words_for_a_change_may_come_later_and_stay(
    installation: Installation, files: Files
) -> None:
    words = """\
  heading: {en: Light, nl: Licht}
  better: {en: lighter, nl: lichter}
  worse: {en: darker, nl: donkerder}
"""
    worded = OWN.replace("  questions:", f"{words}  questions:")
    for year, text in enumerate([OWN, worded, OWN + MORE], start=2015):
        question = "place_2" if MORE in text else "place_1"
        files.imported(installation, mapping=mapping_beside(files, text, question, year))
    place = load_instrument(installation).indicator("place")
    assert [q.id for q in place.questions] == ["place_1", "place_2"]
    assert place.heading_in("nl") == "Licht"
    assert place.change_in("en", better=False) == "darker"


QUESTION_CHANGED = (
    "own.yaml: question place_1: is there already with another wording, scale or indicator. "
    "What changes is a new question: give it (and a scale of its own) another id."
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (OWN.replace("The place is", "My place is") + OTHER, QUESTION_CHANGED),
        (OWN.replace("role: own", "role: own, reverse: true"), QUESTION_CHANGED),
        (OWN.replace("agree5", "freq5"), QUESTION_CHANGED),
        (OWN.replace("indicators", f"{SCALE}indicators"), QUESTION_CHANGED),
        (
            OWN.replace("indicators", f"{SCALE}indicators").split("- id: place")[0] + OTHER,
            QUESTION_CHANGED,
        ),
        (
            OWN.replace("en: Place", "en: Spot") + MORE,
            "own.yaml: indicator place: is there already with another description. "
            "Keep it as it is, or give the new one another id.",
        ),
        (
            OWN.replace("place_1", "mood_1"),
            "own.yaml: question mood_1: this id belongs to another question",
        ),
        (
            OWN.replace("[en, nl]", "[en]"),
            "own.yaml: languages: own questions are shown in 'nl' too",
        ),
        (
            OWN.replace("kind: own", "kind: core"),
            "own.yaml: indicator place, field kind: must be 'own'",
        ),
        (
            OWN.split("indicators")[0] + "indicators: [place]",
            "own.yaml: the file, field indicators: expected a list, each entry with its fields",
        ),
        (
            OWN.replace("indicators", "response_scales: [agree5]\nindicators"),
            "own.yaml: field response_scales: expected each scale under its name",
        ),
        (
            OWN.replace("indicators", "response_scales: {mine: 5}\nindicators"),
            "own.yaml: field response_scales.mine: holds no fields",
        ),
        (
            OWN.replace("scale: agree5", "scale: [agree5]"),
            "own.yaml: question place_1, field scale: ['agree5'] is not among the response scales",
        ),
    ],
)
def test_own_questions_that_would_change_known_ones_are_refused(
    installation: Installation, files: Files, text: str, message: str
) -> None:
    files.imported(installation, mapping=mapping_beside(files, OWN, "place_1", 2019))
    again = mapping_beside(files, text, "place_1", 2020)
    assert files.refused(installation, mapping=again) == message


def test_a_wave_that_asks_one_question_twice_is_refused_and_nothing_is_written(
    installation: Installation, files: Files
) -> None:
    """Whatever its scale, and even if only one language has the same words."""
    again = MORE.replace("There is room.", "the place is GOOD").replace("agree5", "freq5")
    text = mapping_beside(files, OWN + again, "place_1", 2019).replace("iso_1", "place_2")
    before = main_dump(installation)
    with pytest.raises(AskedTwiceError, check=code("asked_twice")):
        files.imported(installation, mapping=text)
    assert main_dump(installation) == before
    apart = mapping_beside(files, OWN + again, "place_2", 2019)
    files.imported(installation, mapping=apart)
    assert published(installation, "2019")
