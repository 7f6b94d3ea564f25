"""Comments are read by theme by one or two of HR, counted, quoted in other words, replied to."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from db.comment_coding import put_coder
from db.engine import writing
from surveys.access.access import NotAllowedError, Reader
from surveys.answering import cast
from surveys.counting import close_wave
from surveys.installation.installation import Installation
from surveys.instrument import shipped
from surveys.open_answers import (
    CodingError,
    CommentThemes,
    QuoteError,
    ThemeReplyError,
    add_quote,
    begin_coding,
    count_themes,
    read_agreement,
    read_comment_themes,
    read_quotes,
    read_sheet,
    remove_quote,
    reply_to_theme,
    save_codes,
    waves_to_code,
    withdraw_theme_reply,
)
from surveys.open_answers.quotes import shared_run
from surveys.operations.upkeep import delete_expired
from surveys.settings.settings import Retention
from surveys.statistics import InsufficientData
from surveys.statistics.kappa import Kappa
from surveys.waves import open_wave
from tests.builders import OPENS, add_people, add_unit
from tests.open_answers import coded, hr_named, wave_with
from tests.reading import read
from tests.refusals import code
from tests.stored import main_rows

pytestmark = pytest.mark.both_databases

TEXTS = [f"Too many meetings, number {n}" for n in range(12)] + [
    f"Coffee with colleagues {n}" for n in range(12)
]
THEMES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(TEXTS[:12], ("process",)),
    **dict.fromkeys(TEXTS[12:], ("cohesion", "cooperation")),
}
LATER = OPENS + timedelta(weeks=60)


@pytest.fixture
def units(organisation: dict[str, UUID], installation: Installation) -> dict[str, UUID]:
    """North with 12 people and South with 6, under Example with 12 of its own; by name."""
    south = add_unit(installation, "South", organisation["Example"])
    made = {**organisation, "South": south}
    for name, number in (("North", 12), ("South", 6), ("Example", 12)):
        add_people(installation, made[name], number)
    return made


@pytest.fixture
def hr(installation: Installation, units: dict[str, UUID]) -> Reader:
    return hr_named(installation, units["Example"], "Hanna")


@pytest.fixture
def wave(installation: Installation, hr: Reader) -> UUID:
    return wave_with(installation, OPENS, TEXTS)


def themes_of(installation: Installation, who: Reader, unit: UUID) -> CommentThemes:
    return read(read_comment_themes, installation, who, unit)


def test_a_comment_comes_with_suggestions_their_words_and_without_its_unit(
    installation: Installation, hr: Reader, wave: UUID
) -> None:
    assert begin_coding(installation, hr, wave) == "first"
    assert begin_coding(installation, hr, wave) == "first"
    sheet = read_sheet(installation, hr, wave)
    assert sorted(comment.text for comment in sheet.comments) == sorted(TEXTS)
    assert sheet.unread == len(TEXTS)
    by_text = {comment.text: comment for comment in sheet.comments}
    assert by_text[TEXTS[0]].suggested == {"process": ("meetings",)}
    assert by_text[TEXTS[12]].suggested == {"cohesion": ("Coffee", "colleagues")}


def test_codes_are_saved_and_counted_where_ten_comments_can_be_told_of(
    installation: Installation, units: dict[str, UUID], hr: Reader, wave: UUID
) -> None:
    sheet = coded(installation, hr, wave, THEMES)
    assert sheet.unread == 0
    assert {c.text: c.themes for c in sheet.comments} == THEMES
    assert not themes_of(installation, hr, units["Example"]).waves
    count_themes(installation, hr, wave)
    (counted,) = themes_of(installation, hr, units["Example"]).waves
    assert (counted.of, counted.numbers) == (24, {"process": 12, "cohesion": 12, "cooperation": 12})
    stored = main_rows(installation, "SELECT DISTINCT unit_id FROM theme_count")
    assert len(stored) <= 2
    assert not themes_of(installation, hr, units["South"]).waves


def test_a_wave_is_counted_only_once_every_comment_has_been_read(
    installation: Installation, hr: Reader, wave: UUID
) -> None:
    begin_coding(installation, hr, wave)
    with pytest.raises(CodingError, check=code("unfinished")):
        count_themes(installation, hr, wave)
    sheet = read_sheet(installation, hr, wave)
    save_codes(installation, hr, wave, {c.id: () for c in sheet.comments[1:]})
    with pytest.raises(CodingError, check=code("unfinished")):
        count_themes(installation, hr, wave)
    save_codes(installation, hr, wave, {sheet.comments[0].id: ()})
    count_themes(installation, hr, wave)
    (found,) = waves_to_code(installation, hr)
    assert found.coder == "first"
    assert (found.comments, found.read, found.counted) == (24, (24, 0), True)


def test_a_second_coder_sees_no_suggestion_and_no_code_of_the_first(
    installation: Installation, units: dict[str, UUID], hr: Reader, wave: UUID
) -> None:
    coded(installation, hr, wave, THEMES)
    second = hr_named(installation, units["Example"], "Pieter")
    assert begin_coding(installation, second, wave) == "second"
    sheet = read_sheet(installation, second, wave)
    assert all(c.themes is None and not c.suggested for c in sheet.comments)
    with pytest.raises(CodingError, check=code("not_first")):
        count_themes(installation, second, wave)
    third = hr_named(installation, units["Example"], "Rachid")
    with pytest.raises(CodingError, check=code("two_already")):
        begin_coding(installation, third, wave)
    with pytest.raises(NotAllowedError):
        read_sheet(installation, third, wave)


def test_both_coders_are_compared_on_what_both_have_read(
    installation: Installation, units: dict[str, UUID], hr: Reader
) -> None:
    add_people(installation, units["North"], 20, named="more")
    texts = [*TEXTS, *[f"Nothing {n}" for n in range(12)]]
    wave = wave_with(installation, OPENS, texts)
    coded(installation, hr, wave, THEMES)
    second = hr_named(installation, units["Example"], "Pieter")
    differing = {**THEMES, TEXTS[0]: (), TEXTS[12]: ("cohesion",)}
    coded(installation, second, wave, differing)
    found = read_agreement(installation, hr, wave)
    process, cohesion = found["process"], found["cohesion"]
    assert isinstance(process, Kappa)
    assert isinstance(cohesion, Kappa)
    assert process.n == 36
    assert process.observed == pytest.approx(35 / 36)
    assert cohesion.kappa == pytest.approx(1.0)
    assert isinstance(found["future"], InsufficientData)


def test_a_place_becomes_free_when_a_coder_has_left(
    installation: Installation, units: dict[str, UUID], hr: Reader, wave: UUID
) -> None:
    with writing(installation.engine) as session:
        put_coder(session, wave, "first", UUID(int=5))
    assert begin_coding(installation, hr, wave) == "first"


def test_an_unknown_comment_or_theme_saves_nothing(
    installation: Installation, hr: Reader, wave: UUID
) -> None:
    begin_coding(installation, hr, wave)
    comment = read_sheet(installation, hr, wave).comments[0].id
    for themes in ({comment: ("nonsense",)}, {comment: (), b"0" * 16: ()}):
        with pytest.raises(CodingError, check=code("unknown")):
            save_codes(installation, hr, wave, themes)
    assert main_rows(installation, "SELECT * FROM comment_code") == []


@pytest.mark.parametrize("role", ["administrator", "council", "manager"])
def test_nobody_but_hr_of_the_whole_organisation_codes_counts_or_quotes(
    installation: Installation, units: dict[str, UUID], hr: Reader, wave: UUID, role: str
) -> None:
    coded(installation, hr, wave, THEMES)
    count_themes(installation, hr, wave)
    managed = frozenset({units["Example"]}) if role == "manager" else frozenset[UUID]()
    who = Reader(hr.person, role, None, frozenset({role}), managed)
    for attempt in (
        lambda: waves_to_code(installation, who),
        lambda: read_agreement(installation, who, wave),
        lambda: begin_coding(installation, who, wave),
        lambda: read_sheet(installation, who, wave),
        lambda: save_codes(installation, who, wave, {}),
        lambda: count_themes(installation, who, wave),
        lambda: add_quote(installation, who, wave, "process", "People meet a lot."),
        lambda: read_quotes(installation, who, wave),
        lambda: remove_quote(installation, who, wave, b"0" * 16),
    ):
        with pytest.raises(NotAllowedError):
            attempt()


def test_a_quote_is_in_other_words_than_anybodys(
    installation: Installation, units: dict[str, UUID], hr: Reader, wave: UUID
) -> None:
    coded(installation, hr, wave, THEMES)
    with pytest.raises(QuoteError, check=code("too_few")):
        add_quote(installation, hr, wave, "process", "People meet a lot.")
    count_themes(installation, hr, wave)
    for body, why in (
        ("They say: too many meetings, number 3.", "as_written"),
        ("Hanna meets a lot.", "names"),
        ("Mail me at a@example.org", "names"),
        ("", "length"),
        ("x" * 281, "length"),
    ):
        with pytest.raises(QuoteError, check=code(why)):
            add_quote(installation, hr, wave, "process", body)
    with pytest.raises(QuoteError, check=code("too_few")):
        add_quote(installation, hr, wave, "future", "What comes next?")
    add_quote(installation, hr, wave, "process", "Days are  full of talks.")
    add_quote(installation, hr, wave, "process", "Fewer talks, more work.")
    with pytest.raises(QuoteError, check=code("most")):
        add_quote(installation, hr, wave, "process", "A third one.")
    assert {body for _, body in themes_of(installation, hr, units["Example"]).quotes} == {
        "Days are full of talks.",
        "Fewer talks, more work.",
    }
    assert not themes_of(installation, hr, units["North"]).quotes
    first, *_ = read_quotes(installation, hr, wave)
    remove_quote(installation, hr, wave, first[0])
    assert len(read_quotes(installation, hr, wave)) == 1


@pytest.mark.parametrize(
    ("quote", "run"),
    [
        ("we all want fewer long talks", None),
        ("We want fewer long meetings today, she said", "we want fewer long meetings"),
        ("fewer long", None),
        ("Help!", "help"),
    ],
)
def test_five_words_in_a_row_are_too_many_and_so_is_a_whole_comment(
    quote: str, run: str | None
) -> None:
    assert shared_run(quote, ["And we want fewer long meetings.", "help"]) == run


def test_a_leader_replies_to_a_theme_of_several_comments_and_takes_it_back(
    installation: Installation, units: dict[str, UUID], hr: Reader
) -> None:
    add_people(installation, units["North"], 20, named="more")
    wave = wave_with(installation, OPENS, [*TEXTS, "A new job"])
    coded(installation, hr, wave, {**THEMES, "A new job": ("future",)})
    count_themes(installation, hr, wave)
    whole, day = units["Example"], OPENS + timedelta(days=7)
    leader = Reader(UUID(int=3), "Mo", None, frozenset({"manager"}), frozenset({whole}))
    other = Reader(UUID(int=4), "Al", None, frozenset({"manager"}), frozenset({units["South"]}))
    reply_to_theme(installation, leader, whole, wave, "process", "We  meet less.", day)
    shown = themes_of(installation, hr, whole)
    assert shown.replies == {(wave, "process"): "We meet less."}
    with pytest.raises(NotAllowedError):
        reply_to_theme(installation, other, whole, wave, "process", "No.", day)
    with pytest.raises(ThemeReplyError, check=code("too_few")):
        reply_to_theme(installation, leader, whole, wave, "future", "Good luck.", day)
    with pytest.raises(ThemeReplyError, check=code("length")):
        reply_to_theme(installation, leader, whole, wave, "process", " ", day)
    with pytest.raises(NotAllowedError):
        withdraw_theme_reply(installation, other, whole, wave, "process", day)
    withdraw_theme_reply(installation, leader, whole, wave, "process", day)
    assert not themes_of(installation, hr, whole).replies


def test_codes_go_with_the_comments_and_counts_with_the_results(
    installation: Installation, units: dict[str, UUID], hr: Reader, wave: UUID
) -> None:
    coded(installation, hr, wave, THEMES)
    count_themes(installation, hr, wave)
    add_quote(installation, hr, wave, "process", "Days are full of talks.")
    retention = Retention(comment_months=12, result_years=2)
    delete_expired(installation, retention, LATER)
    for table in ("comment", "comment_code", "comment_coder"):
        assert main_rows(installation, f"SELECT * FROM {table}") == []  # noqa: S608 - our tables
    assert themes_of(installation, hr, units["Example"]).waves
    delete_expired(installation, retention, date(2030, 1, 1))
    for table in ("theme_count", "quote"):
        assert main_rows(installation, f"SELECT * FROM {table}") == []  # noqa: S608 - our tables


def test_each_open_question_of_a_round_is_counted_for_itself(
    installation: Installation, units: dict[str, UUID], hr: Reader
) -> None:
    asked = [one.id for one in shipped().open_questions.end_of_round.questions]
    wave = open_wave(installation, opens_on=OPENS, closes_on=OPENS, ends_round=True)
    for number, token in enumerate(wave.tokens.values()):
        written = {question: f"{question} meetings {number}" for question in asked}
        cast(installation, token, {}, OPENS, written)
    close_wave(installation, OPENS)
    begin_coding(installation, hr, wave.id)
    sheet = read_sheet(installation, hr, wave.id)
    given = {c.id: ("process",) if asked[0] in c.text else () for c in sheet.comments}
    save_codes(installation, hr, wave.id, given)
    count_themes(installation, hr, wave.id)
    counted = {one.question: one for one in themes_of(installation, hr, units["Example"]).waves}
    assert set(counted) == set(asked)
    assert [counted[q].numbers.get("process", 0) for q in asked] == [
        counted[asked[0]].of,
        *[0] * (len(asked) - 1),
    ]
