"""Leaders and staff side by side: a card for HR, a question in a guide, and nowhere else."""

from uuid import UUID

import pytest

from surveys.installation import Installation
from surveys.organisation.who_leads import ask_who_leads, load_is_switched_on
from tests.builders import add_person
from tests.leading import ADA, TEAMS, ask_about_agreements, count_leaders, lead_teams
from tests.pages.conftest import Open, charts_of, press, text_of

CARD = "How both see the same questions"
QUESTION = "Leaders in the whole organisation see"


@pytest.fixture
def leaders(installation: Installation, organisation: dict[str, UUID]) -> set[UUID]:
    """Twelve people who lead a team each."""
    del organisation
    return lead_teams(installation, TEAMS)


@pytest.fixture
def reader(installation: Installation, organisation: dict[str, UUID]) -> UUID:
    """Somebody of HR, in a team of their own."""
    return add_person(installation, organisation["North"], "Hanna", role="hr")


def hold(installation: Installation, leaders: set[UUID], lead_over_staff: int) -> None:
    """Count a wave in which leaders answer so many options more favourably."""
    ask_who_leads(installation, ADA, on=True, agreed=True)
    ask_about_agreements(installation)
    count_leaders(installation, leaders, lambda leads, n: (1 + lead_over_staff * leads) + n % 2)


def test_hr_reads_what_leaders_see_more_favourably_and_leaders_get_it_as_a_question(
    open_page: Open, installation: Installation, leaders: set[UUID], reader: UUID
) -> None:
    hold(installation, leaders, 2)
    shown = text_of(open_page("organisation", person=reader))
    assert CARD in shown
    assert shown.count("Leaders see this more favourably than staff") == 11
    guide = text_of(open_page("talk", person=min(leaders)))
    assert QUESTION in guide
    assert "see this more favourably" not in guide


def test_where_both_see_the_same_it_is_said_and_nothing_is_asked(
    open_page: Open, installation: Installation, leaders: set[UUID], reader: UUID
) -> None:
    hold(installation, leaders, 0)
    shown = text_of(open_page("organisation", person=reader))
    assert "No difference between leaders and staff can be told." in shown
    assert shown.count("No clear difference") == 11
    assert QUESTION not in text_of(open_page("talk", person=min(leaders)))


def test_pages_of_units_know_nothing_of_it(
    open_page: Open, installation: Installation, leaders: set[UUID], reader: UUID
) -> None:
    hold(installation, leaders, 2)
    for page in ("team", "present"):
        for person in (reader, min(leaders)):
            app = open_page(page, person=person)
            assert "In my work I" not in text_of(app)
            assert "leaders" not in text_of(app).lower().replace("leaders of units", "")


def test_the_card_says_that_nothing_can_be_shown_and_is_not_there_where_nobody_is_asked(
    open_page: Open, installation: Installation, leaders: set[UUID], reader: UUID
) -> None:
    count_leaders(installation, leaders, lambda _leads, n: 1 + n % 3)
    before = open_page("organisation", person=reader)
    assert "Leaders and staff" not in text_of(before)
    charts = len(charts_of(before))
    ask_who_leads(installation, ADA, on=True, agreed=True)
    after = open_page("organisation", person=reader)
    assert "Nothing can be shown of leaders and staff yet." in text_of(after)
    assert len(charts_of(after)) == charts


def test_it_is_asked_once_it_is_said_that_the_works_council_agreed(
    open_page: Open, installation: Installation, leaders: set[UUID], administrator: UUID
) -> None:
    assert leaders
    app = open_page("programme", person=administrator)
    press(app, "who_leads_on")
    assert "Confirm that the works council has agreed" in app.error[0].value
    assert not load_is_switched_on(installation)
    app.checkbox(key="who_leads_agreed").check()
    press(app, "who_leads_on")
    assert load_is_switched_on(installation)
    press(app, "who_leads_off")
    assert not load_is_switched_on(installation)


def test_a_small_organisation_reads_that_it_cannot_be_shown(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    app = open_page("programme", person=administrator)
    assert "It cannot be shown here, so it is not asked." in text_of(app)
    assert not [b for b in app.button if b.key == "who_leads_on"]
    assert not load_is_switched_on(installation)
