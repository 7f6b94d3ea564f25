"""Own questions: written by HR, agreed by the works council, asked, changed, ended, deleted."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from db import people
from db.engine import reading
from surveys.access.access import NotAllowedError, Reader
from surveys.counting.variables import variables_of
from surveys.errors import FieldsError
from surveys.installation.installation import Installation
from surveys.instrument.own_questions import AskedTwiceError
from surveys.organisation.organisation import load_instrument
from surveys.own_questions.editor import (
    OwnQuestion,
    OwnQuestionError,
    ask_question,
    delete_question,
    end_question,
    read_own_questions,
    save_question,
)
from surveys.own_questions.second_look import look_at
from surveys.reading import Reading, read_unit, read_wave
from surveys.trail import trail
from surveys.trail.saving import ChangedMeanwhileError, Seen
from tests.builders import OPENS, add_people, add_person, change_organisation, hold_wave
from tests.refusals import code
from tests.store.history.test_own_questions import OWN
from tests.stored import main_rows
from tests.unit.instrument.test_question_draft import draft

pytestmark = pytest.mark.both_databases

NOBODY: frozenset[UUID] = frozenset()


def reader_of(role: str) -> Reader:
    return Reader(UUID(int=7), role, None, frozenset({role}), NOBODY)


@pytest.fixture
def hr(installation: Installation, organisation: dict[str, UUID]) -> Reader:
    person = add_person(installation, organisation["Example"], "Hanna", role="hr")
    return Reader(person, "Hanna", None, frozenset({"hr"}), NOBODY)


def asked(
    installation: Installation, hr: Reader, name: str, asking: Any = "rhythm", **fields: Any
) -> OwnQuestion:
    """Write a question about something and have it asked."""
    texts = {f"name_{code}": name for code in ("en", "nl")}
    texts |= {f"text_{code}": f"{name} suits us well." for code in ("en", "nl")}
    saved = save_question(installation, hr, None, draft(**{**texts, **fields}))
    ask_question(installation, hr, saved.id, asking, agreed=True)
    return saved


def waves(installation: Installation) -> list[list[str]]:
    """Return the own questions of each wave held so far."""
    rows = main_rows(installation, "SELECT questions FROM wave ORDER BY number")
    found = [row[0] if isinstance(row[0], list) else json.loads(row[0]) for row in rows]
    return [[name for name in questions if name.startswith("own_")] for questions in found]


def test_waves_ask_at_most_two_own_questions_after_all_others_in_turn(
    installation: Installation, organisation: dict[str, UUID], hr: Reader
) -> None:
    one, two, three = (asked(installation, hr, name) for name in ("Light", "Noise", "Parking"))
    poll = asked(installation, hr, "Picnic", "once")
    for week in range(3):
        hold_wave(installation, OPENS + timedelta(weeks=week))
    assert waves(installation) == [[poll.id, one.id], [two.id, three.id], [one.id, two.id]]
    states = {one.id: one for one in read_own_questions(installation, hr)}
    assert states[poll.id].is_done
    assert states[one.id].waves == (1, 3)


def test_a_question_is_in_the_results_from_its_first_wave(
    installation: Installation, organisation: dict[str, UUID], hr: Reader
) -> None:
    add_people(installation, organisation["North"], 7)
    question = asked(installation, hr, "Light")
    hold_wave(installation)
    unit = organisation["Example"]
    with reading(installation.engine) as session:
        shown = Reading(installation, session, hr)
        report = read_unit(shown, unit)
        (trend,) = [t for t in report.trends if t.question.id == question.id]
        wave = read_wave(shown, unit, report.waves[-1].id)
    assert trend.latest is not None
    assert wave is not None
    assert wave.questions[-1].question == load_instrument(installation).question(question.id)


def test_a_poll_is_a_trend_only_while_its_wave_is_the_newest(
    installation: Installation, organisation: dict[str, UUID], hr: Reader
) -> None:
    add_people(installation, organisation["North"], 7)
    poll = asked(installation, hr, "Picnic", "once")

    def in_trends() -> bool:
        with reading(installation.engine) as session:
            report = read_unit(Reading(installation, session, hr), organisation["Example"])
        return poll.id in {trend.question.id for trend in report.trends}

    hold_wave(installation)
    assert in_trends()
    hold_wave(installation, OPENS + timedelta(weeks=1))
    assert not in_trends()


def test_an_edited_question_starts_a_series_of_its_own(
    installation: Installation, organisation: dict[str, UUID], hr: Reader
) -> None:
    first = asked(installation, hr, "Light")
    hold_wave(installation)
    second = save_question(installation, hr, first.id, {**first.draft, "text_en": "We see well."})
    assert second.id != first.id
    assert (second.version, second.asking) == (2, "rhythm")
    hold_wave(installation, OPENS + timedelta(weeks=1))
    assert waves(installation) == [[first.id], [second.id]]
    states = {one.id: one for one in read_own_questions(installation, hr)}
    assert states[first.id].question == first.question
    assert (states[first.id].asking, states[first.id].replaced_by) == ("never", second.id)
    with pytest.raises(OwnQuestionError, check=code("replaced")):
        save_question(installation, hr, first.id, {**first.draft, "text_en": "Another."})
    with pytest.raises(OwnQuestionError, check=code("replaced")):
        ask_question(installation, hr, first.id, "rhythm", agreed=True)


def test_a_question_that_no_wave_has_asked_is_changed_where_it_stands(
    installation: Installation, hr: Reader
) -> None:
    first = asked(installation, hr, "Light")
    again = save_question(installation, hr, first.id, {**first.draft, "text_en": "We see well."})
    assert (again.id, again.version, again.asking) == (first.id, 1, "rhythm")
    assert again.question.text["en"] == "We see well."
    assert len(read_own_questions(installation, hr)) == 1
    assert save_question(installation, hr, first.id, again.draft) == again


def test_an_ended_question_keeps_its_results_and_can_be_asked_again(
    installation: Installation, organisation: dict[str, UUID], hr: Reader
) -> None:
    question = asked(installation, hr, "Light")
    hold_wave(installation)
    end_question(installation, hr, question.id)
    hold_wave(installation, OPENS + timedelta(weeks=1))
    assert waves(installation) == [[question.id], []]
    with pytest.raises(OwnQuestionError, check=code("has_results")):
        delete_question(installation, hr, question.id)
    with pytest.raises(OwnQuestionError, check=code("asked_once")):
        ask_question(installation, hr, question.id, "once", agreed=True)
    ask_question(installation, hr, question.id, "rhythm", agreed=True)
    hold_wave(installation, OPENS + timedelta(weeks=2))
    assert waves(installation)[-1] == [question.id]


def test_only_a_question_without_results_can_be_deleted(
    installation: Installation, hr: Reader
) -> None:
    question, other = asked(installation, hr, "Light"), asked(installation, hr, "Noise")
    delete_question(installation, hr, question.id)
    assert [one.id for one in read_own_questions(installation, hr)] == [other.id]
    delete_question(installation, hr, other.id)
    assert read_own_questions(installation, hr) == ()
    assert main_rows(installation, "SELECT own_questions FROM organisation") == [(None,)]
    for question_id in (question.id, "own_missing"):
        with pytest.raises(OwnQuestionError, check=code("gone")):
            delete_question(installation, hr, question_id)


def test_nothing_is_asked_before_the_works_council_has_agreed(
    installation: Installation, organisation: dict[str, UUID], hr: Reader
) -> None:
    saved = save_question(installation, hr, None, draft())
    with pytest.raises(OwnQuestionError, check=code("not_agreed")):
        ask_question(installation, hr, saved.id, "rhythm", agreed=False)
    hold_wave(installation)
    assert waves(installation) == [[]]


def test_a_copy_of_what_waves_ask_already_is_refused(
    installation: Installation, hr: Reader
) -> None:
    instrument = load_instrument(installation)
    anchor = instrument.question(instrument.rotation.anchors[3])
    words = anchor.text["en"].split()
    near = " ".join([*words[:3], "that", *words[3:]])
    for text in (anchor.text["en"], anchor.text["en"].upper(), near):
        with pytest.raises(AskedTwiceError):
            save_question(installation, hr, None, draft(text_en=text))
    assert read_own_questions(installation, hr) == ()


def test_the_answers_of_a_question_about_health_need_ten_in_every_group(
    installation: Installation, organisation: dict[str, UUID], hr: Reader
) -> None:
    add_people(installation, organisation["North"], 7)
    question = asked(installation, hr, "Rest", text_en="I sleep well.", text_nl="Ik slaap goed.")
    assert question.question.sensitive == "health"
    (variable,) = variables_of([question.question], load_instrument(installation))
    assert variable.least == 10
    hold_wave(installation)
    rows = main_rows(installation, "SELECT counts FROM result WHERE question_id LIKE 'own_%'")
    assert 5 < len(main_rows(installation, "SELECT id FROM person")) < 10
    assert rows
    assert all(set(str(row[0])) <= set("[0, ]") for row in rows)


@pytest.mark.parametrize("role", ["administrator", "council", "manager"])
def test_only_hr_writes_asks_ends_and_deletes(
    installation: Installation, hr: Reader, role: str
) -> None:
    question, who = asked(installation, hr, "Light"), reader_of(role)
    before = main_rows(installation, "SELECT * FROM asked_question")
    for attempt in (
        lambda: save_question(installation, who, None, draft()),
        lambda: save_question(installation, who, question.id, draft()),
        lambda: ask_question(installation, who, question.id, "once", agreed=True),
        lambda: end_question(installation, who, question.id),
        lambda: delete_question(installation, who, question.id),
        lambda: look_at(installation, who, draft()),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    assert main_rows(installation, "SELECT * FROM asked_question") == before


def test_hr_and_works_council_read_the_questions_and_nobody_else(
    installation: Installation, hr: Reader
) -> None:
    question = asked(installation, hr, "Light")
    for role in ("hr", "council"):
        assert [one.id for one in read_own_questions(installation, reader_of(role))] == [
            question.id
        ]
    for role in ("administrator", "manager"):
        with pytest.raises(NotAllowedError):
            read_own_questions(installation, reader_of(role))


def test_every_step_is_in_the_trail_with_the_words_of_the_question(
    installation: Installation, hr: Reader
) -> None:
    question = asked(installation, hr, "Light")
    end_question(installation, hr, question.id)
    delete_question(installation, hr, question.id)
    with reading(installation.engine) as session:
        noted = [
            action
            for action in (
                "own question saved",
                "own question asked",
                "own question ended",
                "own question deleted",
            )
            for subject in (
                "Light suits us well., version 1",
                "rhythm: Light suits us well., version 1",
            )
            if trail.is_noted(session, action, subject)  # type: ignore[arg-type]
        ]
    assert len(noted) == 4


def test_a_form_that_somebody_else_has_saved_meanwhile_is_not_overwritten(
    installation: Installation, hr: Reader
) -> None:
    question = asked(installation, hr, "Light")
    seen = Seen(question.draft)
    save_question(installation, hr, question.id, {**question.draft, "text_en": "A."}, seen)
    with pytest.raises(ChangedMeanwhileError):
        save_question(installation, hr, question.id, {**question.draft, "text_en": "B."}, seen)


def test_a_second_look_searches_the_directory_and_stores_nothing(
    installation: Installation, hr: Reader
) -> None:
    add_person(installation, next(iter(_units(installation))), "Wilhelmina")
    before = main_rows(installation, "SELECT own_questions FROM organisation")
    looked = look_at(installation, hr, draft(text_nl="Wilhelmina luistert naar ons."))
    assert [(one.kind, one.words) for one in looked.cautions] == [("names", ("Wilhelmina",))]
    assert looked.seconds == 6
    assert main_rows(installation, "SELECT own_questions FROM organisation") == before
    with pytest.raises(FieldsError):
        look_at(installation, hr, draft(text_nl=""))


def _units(installation: Installation) -> list[UUID]:
    with reading(installation.engine) as session:
        return [unit.id for unit in people.units(session)]


def test_before_set_up_no_question_can_be_written(
    installation: Installation,
) -> None:
    with pytest.raises(OwnQuestionError, check=code("no_organisation")):
        save_question(installation, reader_of("hr"), None, draft())


def test_an_imported_question_can_be_asked_from_the_same_list(
    installation: Installation, organisation: dict[str, UUID], hr: Reader
) -> None:
    change_organisation(installation, own_questions=OWN)
    (imported,) = read_own_questions(installation, hr)
    assert (imported.id, imported.asking) == ("place_1", "never")
    ask_question(installation, hr, "place_1", "rhythm", agreed=True)
    hold_wave(installation)
    (now,) = read_own_questions(installation, hr)
    assert now.waves == (1,)
