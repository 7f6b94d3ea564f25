"""The page of a unit in each of its states, as each role meets it."""

import json
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.clock import today
from dashboard.results import reports
from db import people
from db.engine import reading
from surveys.access.result_links import result_link
from surveys.follow_up import note_agreement, note_event, review_agreement
from surveys.installation import Installation
from surveys.waves import open_wave
from tests.builders import OPENS, add_people, add_person, add_unit, give_role, put_programme
from tests.pages.conftest import (
    ALL_UNITS,
    Open,
    charts_of,
    hold_waves,
    text_of,
    verdicts_of,
    words_above_the_first_chart,
)
from tests.pages.said_and_drawn import contradictions

Prepare = Callable[[Installation, dict[str, UUID]], None]


def nothing(installation: Installation, organisation: dict[str, UUID]) -> None:
    """No wave."""


def first(installation: Installation, organisation: dict[str, UUID]) -> None:
    hold_waves(installation, 2)


def second(installation: Installation, organisation: dict[str, UUID]) -> None:
    hold_waves(installation, 2, 2)


def quiet(installation: Installation, organisation: dict[str, UUID]) -> None:
    hold_waves(installation, 2, 2, 2)


def low(installation: Installation, organisation: dict[str, UUID]) -> None:
    hold_waves(installation, 0, 0, 0)


def hidden_now(installation: Installation, organisation: dict[str, UUID]) -> None:
    hold_waves(installation, 3, 3)
    with reading(installation.engine) as session:
        north = [p.id for p in people.everybody(session) if p.unit_id == organisation["North"]]
    hold_waves(installation, 3, first=2, silent=north[3:])


STATES: dict[str, tuple[Prepare, list[str], list[str], int]] = {
    "before": (nothing, ["No wave has been counted yet"], ["starting point"], 0),
    "first": (first, ["First result: a starting point"], ["Line: likely level", "badge["], 1),
    "second": (
        second,
        ["Too early to tell what changes", "From the third wave on"],
        ["First result"],
        6,
    ),
    "quiet": (quiet, ["Nothing stands out yet"], ["From the third wave on"], 6),
    "low": (low, ["What stands out", "Needs attention: about "], ["Nothing stands out"], 6),
    "hidden": (
        hidden_now,
        ["no numbers of its own this time", "Earlier waves of North"],
        ["What stands out", "will not have them"],
        12,
    ),
}
"""How to come to it, what is said, what is not, and how many trends are drawn."""


@pytest.mark.parametrize("state", STATES)
def test_manager_hr_and_team_meet_the_same_state_and_others_nothing(
    open_page: Open,
    installation: Installation,
    organisation: dict[str, UUID],
    leader: UUID,
    hr: UUID,
    administrator: UUID,
    council: UUID,
    state: str,
) -> None:
    prepare, said, unsaid, drawn = STATES[state]
    prepare(installation, organisation)
    north = organisation["North"]
    pages = {
        "manager": open_page("team", person=leader, unit=north.hex),
        "hr": open_page("team", person=hr, unit=north.hex),
        "link": open_page("results", u=result_link(installation, north)),
    }
    for who, app in pages.items():
        shown = text_of(app)
        assert [words for words in said if words not in shown] == [], who
        assert [words for words in unsaid if words in shown] == [], who
        kinds = ("trend_", "above_", "first_wave")
        assert len([key for key in charts_of(app) if key.startswith(kinds)]) == drawn, who
        assert contradictions(app) == [], who
    for person in (administrator, council, None):
        app = open_page("team", person=person, unit=north.hex)
        assert not charts_of(app)
        assert not verdicts_of(app)
        assert not any(words in text_of(app) for words in said)


def changed_a_lot(installation: Installation, organisation: dict[str, UUID]) -> None:
    """A year in which the unit fell in everything, and other people came."""
    hold_waves(installation, *[4] * 4, *[1] * 5)


def never_shown(installation: Installation, organisation: dict[str, UUID]) -> None:
    """South, of three people, in a wave that shows the others."""
    hold_waves(installation, 3, 3)


def early_and_low(installation: Installation, organisation: dict[str, UUID]) -> None:
    hold_waves(installation, 0, 0)


WORDY: list[Prepare] = [
    nothing,
    first,
    early_and_low,
    quiet,
    low,
    hidden_now,
    changed_a_lot,
    never_shown,
]


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("prepare", WORDY, ids=lambda prepare: prepare.__name__)
def test_at_most_sixty_words_stand_above_the_first_chart(
    open_page: Open,
    installation: Installation,
    organisation: dict[str, UUID],
    leader: UUID,
    prepare: Prepare,
    language: str,
) -> None:
    put_programme(installation)
    prepare(installation, organisation)
    looked_at = organisation["South" if prepare is never_shown else "North"]
    others = [add_unit(installation, name, organisation["Example"]) for name in ("East", "West")]
    give_role(installation, leader, "manager", *others, organisation["South"])
    noted = note_agreement(
        installation,
        ALL_UNITS,
        looked_at,
        "No mail after six",
        indicator="workload",
        starts_on=OPENS,
        review_on=OPENS + timedelta(days=30),
    )
    review_agreement(installation, ALL_UNITS, noted, "stop", OPENS + timedelta(days=31), "Dull")
    app = open_page("team", person=leader, unit=looked_at.hex, language=language)
    assert prepare is nothing or charts_of(app)
    told = words_above_the_first_chart(app)
    assert len(told) <= 60, told


def test_a_row_leads_to_the_closer_look_at_its_indicator(
    open_page: Open, installation: Installation, leader: UUID, organisation: dict[str, UUID]
) -> None:
    low(installation, organisation)
    app = open_page("team", person=leader, unit=organisation["North"].hex)
    row = verdicts_of(app)[-1]
    assert f"indicator={row['go']}" in row["href"]
    assert f"unit={organisation['North'].hex}" in row["href"]
    query = dict(part.split("=") for part in row["href"].lstrip("?").split("&"))
    opened = open_page("team", person=leader, **{k: v for k, v in query.items() if k != "lang"})
    assert opened.pills(key="indicator").value == row["go"]


def test_the_next_wave_stands_in_the_line_of_facts_and_from_when_changes_can_be_told(
    open_page: Open, installation: Installation, leader: UUID, organisation: dict[str, UUID]
) -> None:
    first(installation, organisation)
    put_programme(installation)
    app = open_page("team", person=leader)
    assert "wave 2 opens " in app.caption[0].value
    assert "From the third wave on, about " in text_of(app)
    open_wave(installation, opens_on=today(), closes_on=today() + timedelta(days=3))
    # A minute later.
    reports.forget()
    assert "wave 2 is open until " in open_page("team", person=leader).caption[0].value


def test_flags_have_the_same_number_on_every_card_and_their_text_stands_once_below(
    open_page: Open, installation: Installation, leader: UUID, organisation: dict[str, UUID]
) -> None:
    quiet(installation, organisation)
    north, day = organisation["North"], OPENS + timedelta(days=10)
    who = ALL_UNITS
    note_event(installation, who, organisation["Example"], "*New* building", day)
    note_agreement(
        installation,
        who,
        north,
        "No mail after six",
        indicator="workload",
        starts_on=day - timedelta(days=3),
        review_on=day,
    )
    app = open_page("team", person=leader)
    numbers = {
        key: [
            text
            for trace in json.loads(spec)["data"]
            if trace["mode"] == "markers+text"
            for text in trace["text"]
            if text.isdigit()
        ]
        for key, spec in charts_of(app).items()
        if key.startswith("trend_")
    }
    assert numbers.pop("trend_wl_1") == ["1", "2"]
    assert set(map(tuple, numbers.values())) == {("2",)}
    assert text_of(app).count("**1**\N{NO-BREAK SPACE}Agreement: No mail after six, ") == 1
    assert text_of(app).count("**2** \\*New\\* building, ") == 1


def test_a_flat_organisation_has_nothing_dotted_beside_it(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> None:
    whole = organisation["Example"]
    add_people(installation, whole, 12)
    boss = add_person(installation, whole, "Ber", role="manager", role_for=whole)
    hold_waves(installation, 0, 0, 0)
    app = open_page("team", person=boss)
    shown = text_of(app)
    assert app.selectbox(key="unit").options[0] == "Example"
    assert "Dotted" not in shown
    assert {row["aside"] for row in verdicts_of(app)} == {""}
    assert contradictions(app) == []


def test_a_leader_of_three_units_finds_just_those_each_with_its_own_results(
    open_page: Open, installation: Installation, leader: UUID, organisation: dict[str, UUID]
) -> None:
    others = [add_unit(installation, name, organisation["Example"]) for name in ("East", "West")]
    for unit in others:
        add_people(installation, unit, 12, named=unit.hex[:4])
    give_role(installation, leader, "manager", organisation["North"], *others)
    quiet(installation, organisation)
    app = open_page("team", person=leader)
    assert app.selectbox(key="unit").options == ["East", "North", "West"]
    for unit, name in zip(others, ("East", "West"), strict=True):
        app.selectbox(key="unit").set_value(unit.hex).run()
        assert app.title[0].value == name
        assert contradictions(app) == []


@pytest.fixture
def nine(installation: Installation, organisation: dict[str, UUID]) -> dict[str, UUID]:
    """Nine people in two teams, of five and four; one leads the five."""
    whole = organisation["Example"]
    organisation["Shop"] = add_unit(installation, "Shop", whole)
    organisation["boss"] = add_person(
        installation, organisation["North"], "Bo", role="manager", role_for=organisation["North"]
    )
    add_people(installation, organisation["North"], 4, named="baker")
    add_people(installation, organisation["Shop"], 4, named="seller")
    return organisation


def said_by(app: AppTest) -> str:
    return text_of(app).replace("\\", "")


def test_nine_people_in_two_teams_are_told_before_and_after_what_can_be_shown(
    open_page: Open, installation: Installation, nine: dict[str, UUID]
) -> None:
    ada = add_person(installation, nine["Example"], "Ada", role="administrator")
    shown = said_by(open_page("programme", person=ada))
    assert "only Example as a whole can be shown. Without numbers: North, Shop." in shown
    boss = nine["boss"]
    assert "North will have no numbers of its own" in said_by(open_page("team", person=boss))
    hold_waves(installation, 3)
    shown = said_by(open_page("team", person=boss))
    assert "North has no numbers of its own, and will not have them" in shown
    assert "Example, in which you count: not a picture of North" in shown
    assert "You can still agree" in shown


@pytest.mark.parametrize(("more", "asks"), [(0, False), (4, True)])
def test_a_comment_is_asked_for_only_where_somebody_could_read_it(
    open_page: Open, installation: Installation, nine: dict[str, UUID], more: int, asks: bool
) -> None:
    add_people(installation, nine["Shop"], more, named="more")
    opened = open_wave(installation, opens_on=today(), closes_on=today() + timedelta(days=3))
    app = open_page("answer", t=next(iter(opened.tokens.values())))
    assert bool(app.text_area) == asks
