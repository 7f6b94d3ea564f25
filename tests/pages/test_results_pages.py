"""Results for the team: by its link, and at its meeting. And who is let in nowhere."""

import json
import re
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from db import people
from db.engine import writing
from surveys.access.result_links import result_link
from surveys.follow_up import note_event
from surveys.installation import Installation
from surveys.trail import entries
from tests.builders import OPENS
from tests.pages.conftest import ALL_UNITS, Open, charts_of, hold_waves, text_of

NASTY = "<a href='https://evil.example'>x</a> ![y](https://evil.example/z.png) **b** $c$"


@pytest.fixture
def counted(installation: Installation, leader: UUID) -> None:
    """Two counted waves."""
    hold_waves(installation, 2, 2)


@pytest.mark.usefixtures("counted")
def test_a_team_sees_by_its_link_alone_what_its_manager_sees_and_leaves_no_trace(
    open_page: Open, installation: Installation, leader: UUID, organisation: dict[str, UUID]
) -> None:
    manager = open_page("team", person=leader)
    before = len(entries(installation))
    link = result_link(installation, organisation["North"])
    team = open_page("results", u=link)
    assert charts_of(team) == charts_of(manager)
    assert len(charts_of(team)) > 6
    assert "You see what your manager sees" in text_of(team)
    app = open_page("results", u=link, view="agreed")
    assert not app.text_input
    assert not [button for button in app.button if button.label != "Sign out"]
    assert len(entries(installation)) == before
    for link in ("", "forged", "IjEi.aaaa.bbbb"):
        app = open_page("results", u=link)
        assert app.title[0].value == "This link cannot be used", link
        assert not charts_of(app), link


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("role", ["administrator", "nobody", "leader"])
def test_no_page_shows_a_result_of_a_unit_to_a_reader_who_may_not_read_it(
    open_page: Open, leader: UUID, administrator: UUID, organisation: dict[str, UUID], role: str
) -> None:
    person = {"administrator": administrator, "nobody": None, "leader": leader}[role]
    for page in ("team", "organisation", "present", "talk", "results"):
        for unit in ("North", "South", "Example", None):
            if role == "leader" and page in {"team", "present", "talk"} and unit in {"North", None}:
                continue  # Open to the leader.
            query = {} if unit is None else {"unit": organisation[unit].hex, "inside": "x"}
            app = open_page(page, person=person, **query)
            assert not app.get("plotly_chart"), (page, unit)
            assert not app.table, (page, unit)
            for result in ("people answered", "Average", "Not clear", "Too early"):
                assert result not in text_of(app), (page, unit)


@pytest.mark.usefixtures("organisation")
def test_everybody_may_read_how_to_read_results(open_page: Open) -> None:
    text = text_of(open_page("how_to_read"))
    assert "No clear change" in text
    assert "One in ten teams sees such a badge" in text
    assert "a group of 5 people or fewer" in text


def test_nothing_in_a_name_or_an_event_is_markup_on_any_page(
    open_page: Open, installation: Installation, hr: UUID, organisation: dict[str, UUID]
) -> None:
    with writing(installation.engine) as session:
        session.execute(sa.update(people.Unit).values(name=NASTY))
    hold_waves(installation, 2, 2)
    day = OPENS + timedelta(days=3)
    note_event(installation, ALL_UNITS, organisation["North"], NASTY, day)
    north = organisation["North"].hex
    for page in ("team", "present", "talk", "organisation"):
        app = open_page(page, person=hr, unit=north)
        kinds = (app.title, app.subheader, app.markdown, app.caption)
        shown = [element.value for kind in kinds for element in kind]
        assert not [said for said in shown if "![y]" in said or re.search(r"(?<!\\)<a ", said)]
        drawn = str([json.loads(chart.proto.spec) for chart in app.get("plotly_chart")])
        assert "<a href" not in drawn
        assert page != "team" or "&lt;a href" in drawn
