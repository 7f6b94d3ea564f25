"""Whether waves ask who leads: off, never of too few, then for the organisation as a whole."""

from collections.abc import Mapping
from uuid import UUID

import pytest

from db import analyses, programme, published, wave_units, waves
from db.engine import reading, writing
from surveys import trail
from surveys.access import NotAllowedError
from surveys.answering import answer_sheet, cast, preview_sheet
from surveys.counting import close_wave
from surveys.documents.values import read_values
from surveys.installation import Installation
from surveys.instrument import shipped
from surveys.organisation.who_leads import (
    WhoLeadsError,
    ask_who_leads,
    load_asks_who_leads,
    load_is_switched_on,
    load_leaders_and_others,
)
from surveys.reading import read_perception_gaps
from surveys.reading.wave import read_wave
from surveys.settings import Settings
from surveys.waves import open_wave
from tests.builders import OPENS, add_person, add_unit
from tests.leading import (
    ADA,
    TEAMS,
    ask_about_agreements,
    count_leaders,
    lead_teams,
    whole_of,
)
from tests.reading import HR, read
from tests.refusals import code


@pytest.fixture(autouse=True)
def _set_up(organisation: dict[str, UUID]) -> None:
    """Every test is about an organisation that is set up."""


def apart(leads: bool, number: int) -> int:
    """Leaders are favourable, others are not."""
    return (3 if leads else 1) + number % 2


def alike(_leads: bool, number: int) -> int:
    return 1 + number % 3


def sides(installation: Installation) -> Mapping[UUID, Mapping[str, object]]:
    with reading(installation.engine) as session:
        found = analyses.newest_of_kind(session, analyses.SIDES)
    return {} if found is None else found[1]


def test_nobody_is_asked_until_it_is_said_that_the_works_council_agreed(
    installation: Installation,
) -> None:
    lead_teams(installation, TEAMS)
    assert not load_asks_who_leads(installation)
    with pytest.raises(WhoLeadsError, check=code("not_agreed")):
        ask_who_leads(installation, ADA, on=True)
    with pytest.raises(NotAllowedError):
        ask_who_leads(installation, HR, on=True, agreed=True)
    assert not load_is_switched_on(installation)
    ask_who_leads(installation, ADA, on=True, agreed=True)
    ask_who_leads(installation, ADA, on=True, agreed=True)
    assert load_asks_who_leads(installation)
    assert read_values(installation, Settings(), OPENS).asks_who_leads
    ask_who_leads(installation, ADA, on=False)
    assert not load_asks_who_leads(installation)
    actions = [e.action for e in trail.entries(installation) if "who leads" in e.action]
    assert sorted(actions) == ["question who leads switched off", "question who leads switched on"]


def test_it_takes_more_than_ten_who_lead_and_as_many_others(installation: Installation) -> None:
    leaders = lead_teams(installation, 10)
    with pytest.raises(WhoLeadsError, check=code("too_few")):
        ask_who_leads(installation, ADA, on=True, agreed=True)
    known = load_leaders_and_others(installation)
    assert (known.leaders, known.least, known.are_enough) == (len(leaders), 10, False)
    team = add_unit(installation, "One more", whole_of(installation))
    add_person(installation, team, "Lead11", role="manager", role_for=team)
    ask_who_leads(installation, ADA, on=True, agreed=True)
    assert load_asks_who_leads(installation)


def test_it_is_asked_last_and_only_beside_what_it_is_for(installation: Installation) -> None:
    lead_teams(installation, TEAMS)
    ask_who_leads(installation, ADA, on=True, agreed=True)
    wave = open_wave(installation, opens_on=OPENS, closes_on=OPENS)
    with reading(installation.engine) as session:
        assert "le_1" not in waves.wave(session, wave.id).questions
        assert wave_units.own_leaders(session, wave.id) == {}
    close_wave(installation, OPENS)
    ask_about_agreements(installation)
    with writing(installation.engine) as session:
        row = programme.programme(session)
        assert row is not None
        row.brought_forward = {"2": 13}
    shown = preview_sheet(installation, ADA, OPENS, "Team")
    assert shown.questions[-1].id == "le_1"


@pytest.mark.both_databases
def test_both_sides_are_stored_of_the_organisation_and_of_nothing_else(
    installation: Installation,
) -> None:
    leaders = lead_teams(installation, TEAMS)
    ask_who_leads(installation, ADA, on=True, agreed=True)
    ask_about_agreements(installation)
    wave = count_leaders(installation, leaders, apart)
    whole = whole_of(installation)
    stored = sides(installation)
    assert set(stored) == {whole}
    agreements = [f"ag_{number}" for number in range(1, 6)]
    assert set(stored[whole]) == {*shipped().rotation.anchors, *agreements}
    with reading(installation.engine) as session:
        for unit in wave_units.tree(session, wave):
            assert "le_1" not in published.of_unit_in_wave(session, unit, wave)
        assert sum(wave_units.own_leaders(session, wave).values()) == len(leaders)
    for unit in (whole, add_unit(installation, "East", whole)):
        report = read(read_wave, installation, HR, unit, wave)
        assert report is not None
        assert "le_1" not in {a.question.id for a in report.questions if a.question}


def test_a_difference_is_told_where_the_interval_is_sure_and_only_there(
    installation: Installation,
) -> None:
    leaders = lead_teams(installation, TEAMS)
    ask_who_leads(installation, ADA, on=True, agreed=True)
    ask_about_agreements(installation)
    count_leaders(installation, leaders, apart)
    gaps = read(read_perception_gaps, installation, HR)
    assert gaps is not None
    assert gaps.is_newest
    assert {one.side for one in gaps.questions} == {"leaders_better"}
    assert all(one.seen.low > 0 and one.seen.first > one.seen.second for one in gaps.questions)


def test_no_difference_is_told_where_both_answer_alike(installation: Installation) -> None:
    leaders = lead_teams(installation, TEAMS)
    ask_who_leads(installation, ADA, on=True, agreed=True)
    ask_about_agreements(installation)
    count_leaders(installation, leaders, alike)
    gaps = read(read_perception_gaps, installation, HR)
    assert gaps is not None
    assert gaps.told == []
    assert [one.side for one in gaps.alike] == [None] * len(gaps.questions)


def test_leaders_spread_over_teams_are_never_told_apart(installation: Installation) -> None:
    """Those who say that they lead, though nobody knows it, two in each team."""
    lead_teams(installation, TEAMS)
    ask_who_leads(installation, ADA, on=True, agreed=True)
    ask_about_agreements(installation)
    wave = open_wave(installation, opens_on=OPENS, closes_on=OPENS)
    for number, token in enumerate(wave.tokens.values()):
        questions = answer_sheet(installation, token, OPENS).questions
        of_who_leads = int(number % 4 != 0)
        answers = {
            q.id: (of_who_leads if q.role == "leading" else number % q.scale.size,)
            for q in questions
        }
        cast(installation, token, answers, OPENS)
    close_wave(installation, OPENS)
    assert sides(installation) == {}
    assert read(read_perception_gaps, installation, HR) is None


def test_people_without_results_are_told_nothing(installation: Installation) -> None:
    leaders = lead_teams(installation, TEAMS)
    ask_who_leads(installation, ADA, on=True, agreed=True)
    ask_about_agreements(installation)
    count_leaders(installation, leaders, apart)
    assert read(read_perception_gaps, installation, ADA) is None
