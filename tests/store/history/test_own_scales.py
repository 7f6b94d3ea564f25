"""Past answers on scales of other lengths: counted, averaged and divided on their own scale."""

from collections.abc import Mapping
from uuid import UUID

import pytest

from surveys.installation.installation import Installation
from surveys.reading.shares import Shares
from surveys.reading.unit import read_unit
from surveys.reading.wave import read_wave
from surveys.statistics import known
from surveys.statistics.share import Share
from tests.reading import HR, read
from tests.store.history.conftest import Files, published
from tests.stored import main_dump, main_rows

MAPPING = """\
organisation: Example
wave: {title: Before, opens_on: 2020-08-01, closes_on: 2020-09-30}
unit: {column: team}
questions:
  work_1: {column: proud}
  work_2: {column: tired}
  work_3: {column: mark}
  work_4: {column: recommend}
own_questions:
  version: "1"
  languages: [en, nl]
  response_scales:
    agree7:
      type: likert
      labels:
        en: [Not at all, Hardly, A little, Half, Rather, Much, Wholly]
        nl: [Helemaal niet, Nauwelijks, Een beetje, Half, Nogal, Veel, Helemaal]
    mark7:
      type: grade
      min: 1
      max: 7
      labels: {en: [1 = poor, 7 = excellent], nl: [1 = slecht, 7 = uitmuntend]}
    recommend:
      type: grade
      min: 0
      max: 10
      favourable_from: 9
      unfavourable_to: 6
      labels: {en: [0 = never, 10 = always], nl: [0 = nooit, 10 = altijd]}
  indicators:
  - id: work
    kind: own
    name: &work {en: Work, nl: Werk}
    definition: *work
    high: *work
    low: *work
    questions:
    - {id: work_1, role: own, scale: agree7, text: {en: "Proud of it?", nl: "Trots?"}}
    - {id: work_2, role: own, scale: agree7, reverse: true, text: {en: "Tired of it?", nl: "Moe?"}}
    - {id: work_3, role: own, scale: mark7, text: {en: "What mark?", nl: "Welk cijfer?"}}
    - {id: work_4, role: own, scale: recommend, text: {en: "Recommend it?", nl: "Aan te raden?"}}
"""
OF_SEVEN = (5, 5, 10, 10, 10, 10, 10)
"""How many of sixty people chose each of seven options."""

OF_ELEVEN = (2, 3, 5, 5, 5, 5, 5, 6, 6, 9, 9)
"""How many of them chose each mark from 0 to 10: half of them up to 6, and 18 at least 9."""


def cells() -> list[list[str]]:
    """Return a file in which options stand as words, numbers, and numbers with words."""
    seven = [option for option, number in enumerate(OF_SEVEN) for _ in range(number)]
    eleven = [option for option, number in enumerate(OF_ELEVEN) for _ in range(number)]
    words = ["Not at all", "Nauwelijks", "a little", "4", "5.0", "Much", "Helemaal"]
    marks = ["1 = poor", "2", "3", "4.0", "5", "6", "7 = Excellent"]
    rows = [
        ["North", words[one], str(one + 1), marks[one], str(other)]
        for one, other in zip(seven, eleven, strict=True)
    ]
    return [["team", "proud", "tired", "mark", "recommend"], *rows]


def parts(shares: Shares) -> dict[str, float]:
    assert isinstance(shares.parts, Mapping)
    return {name: share.part for name, share in shares.parts.items() if isinstance(share, Share)}


EXPECTED = {
    # By hand: mean, then favourable, neutral and unfavourable, of 60 answers.
    "work_1": (265 / 60, 0.50, 0.17, 0.33),
    "work_2": (215 / 60, 0.33, 0.17, 0.50),
    "work_3": (265 / 60, 0.33, 0.33, 0.33),
    "work_4": (364 / 60, 0.30, 0.20, 0.50),
}


def test_each_question_is_divided_by_its_own_scale_on_the_page_of_a_unit_and_of_a_wave(
    installation: Installation, files: Files
) -> None:
    files.imported(installation, cells(), MAPPING)
    assert published(installation)["North", "work_1"] == (list(OF_SEVEN), 0)
    assert published(installation)["North", "work_2"] == (list(OF_SEVEN[::-1]), 0)
    assert published(installation)["North", "work_4"] == (list(OF_ELEVEN), 0)
    [(unit, wave)] = main_rows(
        installation, "SELECT unit_id, wave_id FROM wave_unit WHERE name = 'North'"
    )
    report = read(read_unit, installation, HR, UUID(unit))
    of_wave = read(read_wave, installation, HR, UUID(unit), UUID(wave))
    assert of_wave is not None
    # Marks and options are not one topic.
    assert not of_wave.scales
    trends = {trend.question.id: (trend.latest, trend.shares) for trend in report.trends}
    answered = {
        answer.question.id: (known(answer.level) if answer.level else None, answer.shares)
        for answer in of_wave.questions
        if answer.question
    }
    for found in (trends, answered):
        for question, (mean, *divided) in EXPECTED.items():
            level, shares = found[question]
            assert level is not None
            assert level.mean == pytest.approx(mean)
            assert level.low < mean < level.high
            assert list(parts(shares)) == ["favourable", "neutral", "unfavourable"]
            assert sum(parts(shares).values()) == pytest.approx(1)
            assert list(parts(shares).values()) == pytest.approx(divided, abs=0.011)


def test_a_topic_of_questions_with_seven_options_has_a_score_from_1_to_5(
    installation: Installation, files: Files
) -> None:
    mapping = MAPPING.replace("scale: mark7", "scale: mark7, in_index: false")
    mapping = mapping.replace("scale: recommend,", "scale: recommend, in_index: false,")
    files.imported(installation, cells(), mapping.replace("reverse: true, ", ""))
    [(unit, wave)] = main_rows(
        installation, "SELECT unit_id, wave_id FROM wave_unit WHERE name = 'North'"
    )
    of_wave = read(read_wave, installation, HR, UUID(unit), UUID(wave))
    assert of_wave is not None
    [topic] = of_wave.scales
    level = known(topic.level) if topic.level else None
    assert level is not None
    # By hand: both answers alike, so 1, 1.5, 2.5, 3, 3.5, 4.5 and 5 in the place of 1 to 7.
    assert level.mean == pytest.approx(197.5 / 60)
    assert parts(topic.shares) == {"favourable": 0.5, "neutral": 0.17, "unfavourable": 0.33}


def test_a_second_wave_with_the_same_scales_joins_the_first(
    installation: Installation, files: Files
) -> None:
    files.imported(installation, cells(), MAPPING)
    files.imported(
        installation, cells(), MAPPING.replace("Before", "Later").replace("2020", "2021")
    )
    assert published(installation, "Later") == published(installation)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "favourable_from: 9",
            "favourable_from: 6",
            "unfavourable_to 6 must lie under favourable_from 6; set both of them",
        ),
        ("favourable_from: 9", "favourable_from: 11", "favourable_from 11 must be one of 1 to 10"),
    ],
)
def test_a_part_outside_its_scale_is_refused_where_it_stands(
    installation: Installation, files: Files, before: str, after: str, message: str
) -> None:
    said = files.refused(installation, cells(), MAPPING.replace(before, after))
    assert said == f"old.yaml: scale recommend: {message}"


def test_other_parts_for_a_question_that_is_there_are_refused(
    installation: Installation, files: Files
) -> None:
    """Its trend would mean something else from then on."""
    files.imported(installation, cells(), MAPPING)
    before = main_dump(installation)
    again = MAPPING.replace("2020", "2021").replace("favourable_from: 9", "favourable_from: 8")
    assert "question work_4: is there already" in files.refused(installation, cells(), again)
    assert main_dump(installation) == before
