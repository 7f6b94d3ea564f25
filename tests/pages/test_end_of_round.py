"""The open questions at the end of a round: asked in the app, planned, and read under each."""

from datetime import timedelta
from uuid import UUID

import pytest

from dashboard.clock import today
from surveys.access import OPERATOR
from surveys.answering import Comments, cast
from surveys.answering.ballot import unseal
from surveys.counting import close_wave
from surveys.installation import Installation
from surveys.instrument import questions_of_wave, shipped
from surveys.programme import load_plan
from surveys.programme.changes import resume, save_rhythm
from surveys.programme.rhythm import Rhythm
from surveys.texts import LANGUAGES
from surveys.waves import OpenedWave, make_slips, open_wave
from tests.builders import add_people, add_person, add_unit
from tests.pages.conftest import Open, press, text_of

END = shipped().open_questions.end_of_round
MISS, KEEP, WISH = (question.id for question in END.questions)


@pytest.fixture
def end_of_round(installation: Installation, north: UUID) -> OpenedWave:
    """A wave of 24 people, open today, that closes a round."""
    add_people(installation, north, 24)
    return open_wave(installation, opens_on=today(), closes_on=today(), ends_round=True)


@pytest.fixture
def link(end_of_round: OpenedWave) -> str:
    return next(iter(end_of_round.tokens.values()))


def written(installation: Installation) -> list[Comments]:
    key, questions = installation.keys.read(1), questions_of_wave(shipped(), 1)
    bodies = installation.box(1).bodies()
    return [unseal(body, questions, key, (MISS, KEEP, WISH)).comments for body in bodies]


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_questions_stand_in_place_of_the_comment_with_one_notice(
    open_page: Open, link: str, installation: Installation, language: str
) -> None:
    app = open_page("answer", language=language, t=link)
    assert [area.key for area in app.text_area] == [MISS, KEEP, WISH]
    for area, question in zip(app.text_area, END.questions, strict=True):
        assert area.label.startswith(question.text[language])
    notice = "Name nobody." if language == "en" else "Noem niemand."
    assert text_of(app).count(notice) == 1
    app.text_area(key=WISH).input("A team day")
    app.button[-1].click().run()
    assert written(installation) == [{WISH: "A team day"}]
    assert "A team day" in text_of(app)
    assert END.questions[2].text[language] in text_of(app)


def test_a_name_in_one_of_them_is_asked_about_before_anything_is_sent(
    open_page: Open, link: str, installation: Installation
) -> None:
    app = open_page("answer", t=link)
    app.text_area(key=MISS).input("Coffee")
    app.text_area(key=KEEP).input("Ask lea@example.org")
    press(app, "Send my answers")
    assert "What you wrote seems to name somebody" in app.warning[0].value
    assert "lea@example.org" in app.warning[0].value
    assert written(installation) == []
    app.text_area(key=KEEP).input("The quiet")
    press(app, "Send my answers")
    assert written(installation) == [{MISS: "Coffee", KEEP: "The quiet"}]


def test_a_tablet_asks_none_of_them_and_says_where_they_are(
    open_page: Open, installation: Installation, north: UUID
) -> None:
    add_people(installation, north, 24)
    [slips] = make_slips(installation, ["North"])
    open_wave(installation, opens_on=today(), closes_on=today(), ends_round=True)
    app = open_page("answer", kiosk="")
    app.text_input[0].input(slips.codes[0])
    press(app, "Go to the questions")
    assert app.pills
    assert not app.text_area
    assert "scan the code on your slip" in text_of(app)
    assert "come 3 to answer" not in text_of(app)
    app.pills(key="mood_1").select(0)
    press(app, "Send my answers")
    assert written(installation) == [{}]


def test_an_administrator_plans_them_for_a_wave_and_sees_them_in_the_preview(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    first = today() + timedelta(days=28 - today().weekday())
    save_rhythm(installation, OPERATOR, Rhythm("FREQ=WEEKLY", first), (3, 5))
    resume(installation, OPERATOR)
    app = open_page("programme", person=administrator)
    asked = END.questions[0].text["en"]
    assert asked not in text_of(app)
    press(app, "end_of_round")
    assert asked in text_of(app)
    assert app.success[0].value == "Saved."
    assert list(app.table[0].value["Questions"])[:2] == [
        "12 and 3 open ones · 1 minute",
        "12 · 1 minute",
    ]
    until = today() + timedelta(days=90)
    assert [w.number for w in load_plan(installation, today(), until) if w.ends_round] == [1]
    preview = open_page("preview", person=administrator)
    assert [area.key for area in preview.text_area] == [MISS, KEEP, WISH]
    app = open_page("programme", person=administrator)
    assert app.button(key="end_of_round").label == "Ask for one comment instead"
    press(app, "end_of_round")
    assert asked not in text_of(app)
    preview = open_page("preview", person=administrator)
    assert [area.key for area in preview.text_area] == ["comment"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_readers_find_what_was_written_under_its_question_with_the_caveat(
    open_page: Open,
    installation: Installation,
    north: UUID,
    end_of_round: OpenedWave,
    language: str,
) -> None:
    hanna = add_person(installation, north, "Hanna", role="hr")
    for turn, token in enumerate(end_of_round.tokens.values()):
        texts = {MISS: f"missed *{turn}*"} if turn < 7 else {}
        texts |= {KEEP: f"keeps {turn}"} if turn >= 4 else {}
        texts |= {WISH: f"wishes {turn}"} if turn < 4 else {}
        cast(installation, token, {"mood_1": (turn % 5,)}, today(), texts)
    close_wave(installation, today())
    app = open_page("team", person=hanna, language=language, unit=north.hex, view="wave")
    texts = [text.value for text in app.text]
    assert sorted(texts[:7]) == sorted(f"missed *{turn}*" for turn in range(7))
    assert sorted(texts[7:]) == sorted(f"keeps {turn}" for turn in range(4, 24))
    shown = text_of(app)
    assert END.caveat[language] in shown
    for question in END.questions:
        assert question.text[language] in shown
    told = {
        "en": ("5 to 9 people wrote", "About 20 people wrote", "too few people wrote"),
        "nl": ("5 tot 9 mensen schreven", "Ongeveer 20 mensen", "te weinig mensen schreven"),
    }
    assert all(words in shown for words in told[language])


def test_a_team_where_few_wrote_reads_nothing_and_its_department_reads_all(
    open_page: Open, installation: Installation, north: UUID, organisation: dict[str, UUID]
) -> None:
    south = add_unit(installation, "South", organisation["Example"])
    hanna = add_person(installation, south, "Hanna", role="hr")
    southern = {*add_people(installation, south, 12)}
    add_people(installation, north, 12)
    wave = open_wave(installation, opens_on=today(), closes_on=today(), ends_round=True)
    wrote = 0
    for person, token in wave.tokens.items():
        writes = person not in southern or wrote < 2
        wrote += person in southern
        texts = dict.fromkeys((MISS, KEEP, WISH), "x") if writes else {}
        cast(installation, token, {"mood_1": (wrote % 5,)}, today(), texts)
    close_wave(installation, today())
    numbers = {}
    for name, unit in (("South", south), ("Example", organisation["Example"])):
        app = open_page("team", person=hanna, unit=unit.hex, view="wave")
        numbers[name] = len(app.text)
    assert numbers["South"] == 0
    assert numbers["Example"] >= 3 * 12
