"""Results for the team: by its link, and at its meeting. And who gets in nowhere."""

import json
import re
from datetime import date, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from db import people
from db.engine import writing
from surveys.access.access import Reader
from surveys.access.result_links import result_link
from surveys.follow_up.follow_up import note_event
from surveys.installation.installation import Installation
from surveys.trail import trail
from tests.pages.conftest import Open, hold_wave, text_of

FIRST = date(2026, 3, 2)
RESULT_PAGES = ("team", "organisation", "present", "results")


@pytest.fixture
def counted(installation: Installation, leader: UUID) -> None:
    """Two counted waves."""
    hold_wave(installation, FIRST, 2)
    hold_wave(installation, FIRST + timedelta(days=14), 2)


@pytest.mark.usefixtures("counted")
def test_a_team_sees_what_its_manager_sees(
    open_page: Open,
    installation: Installation,
    leader: UUID,
    organisation: dict[str, UUID],
) -> None:
    link = result_link(installation, organisation["North"])
    team = open_page("results", u=link)
    manager = open_page("team", person=leader)

    def specs(app: object) -> dict[str, str]:
        return {c.key: c.proto.spec for c in app.get("plotly_chart")}  # type: ignore[attr-defined]

    assert specs(team) == specs(manager)
    assert len(specs(team)) > 6
    same = "You see what your manager sees"
    assert same in text_of(team)


@pytest.mark.usefixtures("counted")
def test_by_a_link_nothing_can_be_noted(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> None:
    link = result_link(installation, organisation["North"])
    app = open_page("results", u=link, view="agreed")
    assert not app.text_input
    assert not [button for button in app.button if button.label != "Sign out"]


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("link", ["", "forged", "IjEi.aaaa.bbbb"])
def test_a_link_of_no_use_shows_no_result(open_page: Open, link: str) -> None:
    app = open_page("results", u=link)
    assert app.title[0].value == "This link cannot be used"
    assert not app.get("plotly_chart")


@pytest.mark.usefixtures("counted")
def test_reading_by_a_link_leaves_no_trace(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> None:
    before = len(trail.entries(installation))
    open_page("results", u=result_link(installation, organisation["North"]))
    assert len(trail.entries(installation)) == before


@pytest.mark.usefixtures("counted")
def test_the_meeting_goes_one_thing_at_a_time_and_ends_in_an_agreement(
    open_page: Open, leader: UUID, organisation: dict[str, UUID]
) -> None:
    on = "Next"
    app = open_page("present", person=leader, unit=organisation["North"].hex)
    shown = []
    for _ in range(8):
        shown.append(app.title[0].value)
        assert len(app.get("plotly_chart")) <= 1
        forward = next(button for button in app.button if on in button.label)
        if forward.disabled:
            # In its own grey: the colour of what stands on a primary button would not be read.
            assert forward.label == on
            break
        forward.click().run()
    assert len(shown) == 8
    assert shown[0] == "North"
    assert shown[-1] == "One agreement"


@pytest.mark.usefixtures("counted")
def test_a_slide_has_an_address(
    open_page: Open, leader: UUID, organisation: dict[str, UUID]
) -> None:
    north = organisation["North"].hex
    assert open_page("present", person=leader, unit=north, slide="8").title[0].value == (
        "One agreement"
    )
    for wrong in ("99", "x", "-1", "0"):
        assert open_page("present", person=leader, unit=north, slide=wrong).title


@pytest.mark.usefixtures("counted")
def test_a_meeting_without_a_unit_leads_to_the_page_where_one_is_chosen(
    open_page: Open, leader: UUID
) -> None:
    app = open_page("present", person=leader)
    assert "Unit" in [choice.label for choice in app.selectbox]


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("page", RESULT_PAGES)
@pytest.mark.parametrize("unit", ["North", "South", "Example", None])
@pytest.mark.parametrize("role", ["administrator", "nobody", "leader"])
def test_who_may_not_read_a_unit_sees_no_result_of_it_on_any_page(
    open_page: Open,
    leader: UUID,
    administrator: UUID,
    organisation: dict[str, UUID],
    page: str,
    unit: str | None,
    role: str,
) -> None:
    if (role, page) in {("leader", "team"), ("leader", "present")} and unit in {
        "North",
        None,
    }:
        pytest.skip("open to who leads it")
    person = {"administrator": administrator, "nobody": None, "leader": leader}[role]
    query = {} if unit is None else {"unit": organisation[unit].hex, "inside": "x"}
    app = open_page(page, person=person, **query)
    assert not app.get("plotly_chart")
    assert not app.table
    said = text_of(app)
    for result in ("people answered", "Average", "fluctuation"):
        assert result not in said


def test_everybody_may_read_how_to_read_results(
    open_page: Open,
    organisation: dict[str, UUID],
) -> None:
    app = open_page("how_to_read")
    text = text_of(app)
    assert "Within normal fluctuation" in text
    assert "Groups of fewer than 5" in text


NASTY = "<a href='https://evil.example'>x</a> ![y](https://evil.example/z.png) **b** $c$"


def test_nothing_in_a_name_or_an_event_is_markup_on_any_page(
    open_page: Open, installation: Installation, hr: UUID, organisation: dict[str, UUID]
) -> None:
    with writing(installation.engine) as session:
        session.execute(sa.update(people.Unit).values(name=NASTY))
    hold_wave(installation, FIRST, 2)
    hold_wave(installation, FIRST + timedelta(days=14), 2)
    who = Reader(hr, "Hanna", None, frozenset({"hr"}), frozenset())
    day = FIRST + timedelta(days=3)
    note_event(installation, who, organisation["North"], NASTY, day)
    north = organisation["North"].hex
    for page in ("team", "present", "organisation"):
        app = open_page(page, person=hr, unit=north)
        kinds = (app.title, app.subheader, app.markdown, app.caption)
        shown = [element.value for kind in kinds for element in kind]
        assert not [said for said in shown if "![y]" in said or re.search(r"(?<!\\)<a ", said)]
        drawn = str([json.loads(chart.proto.spec) for chart in app.get("plotly_chart")])
        assert "<a href" not in drawn
        assert page == "present" or "&lt;a href" in drawn
