"""Two administrators save the same form: the second is told, and nothing is lost."""

from dataclasses import replace
from datetime import time, timedelta
from uuid import UUID

import pytest

from dashboard import once
from dashboard.clock import today
from surveys.access import OPERATOR, Reader
from surveys.installation import Installation
from surveys.measures.catalogue import shipped
from surveys.measures.own import fields_of, read_measures, save_measure
from surveys.messages.texts import MessageText
from surveys.messages.wording import change_text, read_wording
from surveys.open_answers import fields_of_theme, read_theme_states, save_theme
from surveys.open_answers.codebook import shipped as codebook
from surveys.organisation import (
    Contacts,
    load_organisation,
    read_contacts,
    save_contacts,
    save_unit_contacts,
)
from surveys.organisation.next_waves import Thresholds, load_next_thresholds, save_thresholds
from surveys.own_questions import read_own_questions, save_question
from surveys.programme import Rhythm, load_programme
from surveys.programme.changes import save_rhythm
from surveys.programme.locality import save_locale
from tests.builders import add_person
from tests.pages.conftest import Open, press, text_of
from tests.unit.instrument.test_question_draft import draft

FIRST = today() + timedelta(days=28 - today().weekday())
SIX = Rhythm("FREQ=WEEKLY;BYDAY=MO", FIRST, time(9), 6)
"""A rhythm with six days open."""


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Presses that follow each other after somebody has read the page."""
    monkeypatch.setattr(once, "ONE_PRESS", timedelta(0))


@pytest.fixture
def bo(installation: Installation, organisation: dict[str, UUID], administrator: UUID) -> Reader:
    """Another administrator than the one who has the page open."""
    person = add_person(installation, organisation["North"], "B*o*", role="administrator")
    return Reader(person, "B*o*", None, frozenset({"administrator"}), frozenset())


@pytest.mark.usefixtures("slowly")
def test_of_a_rhythm_the_second_takes_over_what_only_the_first_changed(
    open_page: Open, installation: Installation, administrator: UUID, bo: Reader
) -> None:
    save_rhythm(installation, OPERATOR, SIX, (2,))
    app = open_page("programme", person=administrator)
    save_rhythm(installation, bo, Rhythm(SIX.rule, FIRST, time(9), 5), (1,))
    app.pills(key="rhythm_reminders").set_value([3])
    app.time_input(key="rhythm_opens_at").set_value(time(8)).run()
    press(app, "save_rhythm")
    (warning,) = app.warning
    assert r"B\*o\* changed this while you had it open" in warning.value
    assert "Days open: 6 → 5, taken over here" in warning.value
    assert "Reminders, days after opening: 2 → 1; you typed something else" in warning.value
    kept = load_programme(installation)
    assert kept is not None
    assert (kept.rhythm.open_days, kept.rhythm.opens_at, kept.reminders) == (5, time(9), (1,))
    press(app, "save_rhythm")
    kept = load_programme(installation)
    assert kept is not None
    assert (kept.rhythm.open_days, kept.rhythm.opens_at, kept.reminders) == (5, time(8), (3,))
    assert not app.warning


def test_two_presses_in_a_hurry_do_not_get_past_the_warning(
    open_page: Open,
    installation: Installation,
    administrator: UUID,
    bo: Reader,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(once, "ONE_PRESS", timedelta(seconds=30))
    save_rhythm(installation, OPERATOR, SIX, (2,))
    app = open_page("programme", person=administrator)
    save_rhythm(installation, bo, SIX, (1,))
    app.pills(key="rhythm_reminders").set_value([3]).run()
    for _press in range(2):
        press(app, "save_rhythm")
        assert "changed this while you had it open" in app.warning[0].value
    kept = load_programme(installation)
    assert kept is not None
    assert kept.reminders == (1,)


def test_a_rhythm_that_another_made_first_is_not_replaced_unseen(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    app = open_page("programme", person=administrator)
    save_rhythm(installation, OPERATOR, SIX, (2,))
    press(app, "save_rhythm")
    assert "by a directory or on the server" in app.warning[0].value
    kept = load_programme(installation)
    assert kept is not None
    assert kept.rhythm == SIX


@pytest.mark.usefixtures("slowly")
def test_of_time_zone_and_holidays_as_well(
    open_page: Open, installation: Installation, administrator: UUID, bo: Reader
) -> None:
    app = open_page("programme", person=administrator)
    save_locale(installation, bo, time_zone="Europe/Brussels", language="en", country="BE")
    app.selectbox(key="locale_language").set_value("nl")
    press(app, "Save location")
    assert "Public holidays: None → Belgium, taken over here" in app.warning[0].value
    press(app, "Save location")
    saved = load_organisation(installation)
    assert saved is not None
    assert (saved.time_zone, saved.language, saved.country) == ("Europe/Brussels", "nl", "BE")


@pytest.mark.usefixtures("slowly")
def test_of_the_numbers_of_answers_as_well(
    open_page: Open, installation: Installation, administrator: UUID, bo: Reader
) -> None:
    app = open_page("programme", person=administrator)
    save_thresholds(installation, bo, (6, 10, 12))
    app.number_input(key="thresholds_k").set_value(7)
    press(app, "save_thresholds")
    assert "Answers for comments: 10 → 12, taken over here" in app.warning[0].value
    assert load_next_thresholds(installation) == Thresholds(6, 10, 12)
    press(app, "save_thresholds")
    assert load_next_thresholds(installation) == Thresholds(7, 10, 12)


@pytest.mark.usefixtures("slowly")
def test_of_contacts_both_changes_are_kept_and_saving_again_what_is_there_is_no_clash(
    open_page: Open, installation: Installation, administrator: UUID, bo: Reader
) -> None:
    app = open_page("set_up", person=administrator)
    save_contacts(installation, bo, Contacts("Bea", "0800 2", "Dr Q"))
    app.text_input(key="contacts_counsellor_phone").input("0800 3")
    press(app, "Save")
    assert "Name of the counsellor: " in app.warning[0].value
    assert "→ Bea, taken over here" in app.warning[0].value
    press(app, "Save")
    saved = load_organisation(installation)
    assert saved is not None
    assert saved.contacts == Contacts("Bea", "0800 3", "Dr Q")
    save_contacts(installation, bo, Contacts("Bea", "0800 4", "Dr Q"))
    app.text_input(key="contacts_counsellor_phone").input("0800 4")
    press(app, "Save")
    assert not app.warning
    app.text_input(key="contacts_counsellor_name").input(" ")
    press(app, "Save")
    assert "Fill in the name of the counsellor." in text_of(app)
    assert app.text_input(key="contacts_counsellor_phone").value == "0800 4"


@pytest.mark.usefixtures("slowly")
def test_of_contacts_of_a_unit_as_well(
    open_page: Open,
    installation: Installation,
    organisation: dict[str, UUID],
    administrator: UUID,
    bo: Reader,
) -> None:
    form = f"contacts_{organisation['North'].hex}"
    app = open_page("contacts", person=administrator)
    save_unit_contacts(installation, bo, organisation["North"], Contacts("Bea", "0800 2", "Dr Q"))
    app.text_input(key=f"{form}_counsellor_name").input("Cy")
    app.text_input(key=f"{form}_counsellor_phone").input("0800 3")
    press(app, f"{form}_save")
    assert "→ Dr Q, taken over here" in app.warning[0].value
    press(app, f"{form}_save")
    known, _ = read_contacts(installation, OPERATOR)
    assert known.own == {organisation["North"]: Contacts("Cy", "0800 3", "Dr Q")}


@pytest.mark.usefixtures("slowly")
def test_of_a_message_the_text_of_the_first_is_shown_to_the_second(
    open_page: Open, installation: Installation, administrator: UUID, bo: Reader
) -> None:
    app = open_page("messages", person=administrator)
    change_text(installation, bo, "invitation", "en", MessageText("New", "Hello {name}\n{link}"))
    app.text_area(key="text_invitation_en_body").input("Mine: {link}")
    press(app, "Save this text")
    assert "Text: theirs stands below; you typed something else" in app.warning[-1].value
    assert "→ New, taken over here" in app.warning[-1].value
    assert "Hello {name}\n{link}" in [code.value for code in app.code]
    text = read_wording(installation, bo, "invitation", "en").text
    assert text == MessageText("New", "Hello {name}\n{link}\n")
    press(app, "Save this text")
    assert read_wording(installation, bo, "invitation", "en").text.body == "Mine: {link}\n"
    change_text(installation, bo, "invitation", "en", MessageText("Again", "Hi {link}"))
    press(app, "Restore the text of Peil")
    assert read_wording(installation, bo, "invitation", "en").text.subject == "Again"


@pytest.mark.parametrize(
    ("page", "field", "button"),
    [
        ("programme", "rhythm_rule", "save_rhythm"),
        ("messages", "text_invitation_en_subject", "Save this text"),
        ("set_up", "contacts_company_doctor", "Save"),
    ],
)
def test_a_refusal_and_another_language_leave_what_was_typed(
    page: str, field: str, button: str, open_page: Open, administrator: UUID
) -> None:
    app = open_page(page, person=administrator)
    if page == "programme":
        app.selectbox(key="rhythm_every").set_value("custom").run()
    app.text_input(key=field).input("Typed {")
    if page == "set_up":
        app.text_input(key="contacts_counsellor_name").input(" ")
    press(app, button)
    english = app.title[0].value
    app.session_state["language"] = "nl"
    app.run()
    assert app.title[0].value != english
    assert app.text_input(key=field).value == "Typed {"


def test_a_refusal_and_another_language_leave_the_form_of_set_up_as_it_was(open_page: Open) -> None:
    app = open_page("set_up")
    app.text_input(key="set_up_name").input("Acme")
    app.text_input(key="set_up_founder_email").input("sam@example.org")
    app.checkbox(key="set_up_is_hr").check()
    app.selectbox(key="set_up_country").set_value("BE")
    press(app, "Set up")
    app.session_state["language"] = "nl"
    app.run()
    assert app.title[0].value == "Welkom bij Peil"
    assert app.text_input(key="set_up_name").value == "Acme"
    assert app.text_input(key="set_up_founder_email").value == "sam@example.org"
    assert app.checkbox(key="set_up_is_hr").value
    assert app.selectbox(key="set_up_country").value == "BE"
    assert app.selectbox(key="set_up_language").value == "en"


@pytest.mark.usefixtures("slowly")
def test_of_a_measure_the_second_takes_over_what_only_the_first_changed(
    open_page: Open, installation: Installation, hr: UUID, bo: Reader
) -> None:
    lunch = next(one for one in shipped().measures if one.id == "wel_lunch_block")
    app = open_page("measures", person=hr, edit=lunch.id)
    also_hr = replace(bo, roles=frozenset({"hr"}))
    fields = {**fields_of(lunch), "effort": "high", "title_en": "Lunch at one"}
    save_measure(installation, also_hr, lunch.id, fields)
    app.text_input(key=f"measure_{lunch.id}_title_en").set_value("Lunch at noon")
    press(app, "Save this measure")
    assert r"B\*o\* changed this while you had it open" in app.warning[0].value
    assert app.selectbox(key=f"measure_{lunch.id}_effort").value == "high"
    press(app, "Save this measure")
    (kept,) = [one for one in read_measures(installation) if one.id == lunch.id]
    assert (kept.title["en"], kept.effort) == ("Lunch at noon", "high")


@pytest.mark.usefixtures("slowly")
def test_of_an_own_question_the_second_takes_over_what_only_the_first_changed(
    open_page: Open, installation: Installation, hr: UUID, bo: Reader
) -> None:
    also_hr = replace(bo, roles=frozenset({"hr"}))
    asked = save_question(installation, also_hr, None, draft())
    app = open_page("own_questions", person=hr, question=asked.id)
    save_question(installation, also_hr, asked.id, {**asked.draft, "name_nl": "Spullen"})
    app.text_input(key=f"own_question_{asked.id}_name_en").set_value("Means")
    press(app, "save_own_question")
    assert r"B\*o\* changed this while you had it open" in app.warning[0].value
    assert app.text_input(key=f"own_question_{asked.id}_name_nl").value == "Spullen"
    press(app, "save_own_question")
    (kept,) = read_own_questions(installation, also_hr)
    assert kept.indicator.name == {"en": "Means", "nl": "Spullen"}


@pytest.mark.usefixtures("slowly")
def test_of_a_theme_the_second_takes_over_what_only_the_first_changed(
    open_page: Open, installation: Installation, hr: UUID, bo: Reader
) -> None:
    also_hr = replace(bo, roles=frozenset({"hr"}))
    future = next(one for one in codebook().themes if one.id == "future")
    app = open_page("comments", person=hr, view="codebook", about="future")
    fields = {**fields_of_theme(future), "name_nl": "Straks"}
    save_theme(installation, also_hr, "future", fields)
    app.text_input(key="theme_future_name_en").set_value("Next")
    press(app, "save_theme")
    assert r"B\*o\* changed this while you had it open" in app.warning[0].value
    press(app, "save_theme")
    kept = next(s for s in read_theme_states(installation, also_hr) if s.theme.id == "future")
    assert kept.theme.name == {"en": "Next", "nl": "Straks"}
