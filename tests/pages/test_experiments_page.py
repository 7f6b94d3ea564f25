"""The page of experiments: planned and drawn by HR, read by leaders, and what it says."""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from babel.messages.pofile import read_po
from streamlit.testing.v1 import AppTest

from dashboard import once
from dashboard.search import LISTED
from surveys import texts as surveys_texts
from surveys.installation import Installation
from tests.builders import add_person
from tests.experiments import around, drawn, hold, plan_of, planned, stored, with_mean
from tests.pages.conftest import Open, charts_of, press, text_of
from tests.past_waves import add_teams
from tests.stored import main_rows
from tests.unit.statistics.enough import PUBLISHED


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Presses that follow each other after somebody has read the page."""
    monkeypatch.setattr(once, "ONE_PRESS", timedelta(0))


@pytest.fixture
def hr(installation: Installation, organisation: dict[str, UUID]) -> UUID:
    return add_person(installation, organisation["Example"], "Hanna", role="hr")


@pytest.fixture
def teams(installation: Installation, organisation: dict[str, UUID]) -> list[UUID]:
    return add_teams(installation, organisation["Example"], 8)


@pytest.fixture
def lead(installation: Installation, organisation: dict[str, UUID]) -> Callable[[UUID], UUID]:
    """A function that adds the leader of a unit, who works elsewhere."""

    def add(unit: UUID) -> UUID:
        whole, name = organisation["Example"], f"L{unit.hex}"
        return add_person(installation, whole, name, role="manager", role_for=unit)

    return add


def labels(app: AppTest) -> set[str]:
    return {button.label for button in app.button}


@pytest.mark.usefixtures("slowly")
def test_hr_plans_closes_the_list_draws_and_has_a_record_that_holds(
    open_page: Open, installation: Installation, hr: UUID, teams: list[UUID]
) -> None:
    hold(installation, teams, range(1, 4), around(3.0))
    app = open_page("experiments", person=hr)
    assert "There is no experiment yet." in text_of(app)
    app.text_input(key="experiment_new_name").set_value("Mornings *free*")
    app.text_input(key="experiment_new_text").set_value("No meetings before ten")
    app.selectbox(key="experiment_new_indicator").set_value("workload")
    app.multiselect(key="experiment_new_units").set_value([unit.hex for unit in teams])
    app.number_input(key="experiment_new_first").set_value(4)
    assert app.number_input(key="experiment_new_first_wave").value == 4
    press(app, "Save the plan")
    assert not app.error
    (found,) = stored(installation)
    assert (found.plan.name, found.plan.starting) == ("Mornings *free*", (4,))
    assert app.text_input(key="experiment_new_name").value == ""
    said = text_of(app)
    assert r"Mornings \*free\*" in said
    assert "would be noticed in 8 of 10 cases" in said
    press(app, "Close the list")
    assert "The list is closed" in text_of(app)
    press(app, "Draw by lot")
    (found,) = stored(installation)
    assert sum(step == 0 for step in found.steps.values()) == 4
    said = text_of(app)
    assert "Start with wave 4" in said
    assert "Wait: " in said
    assert found.draw is not None
    assert found.draw.seed in app.code[0].value
    (offered,) = app.get("download_button")
    assert offered.proto.label == "Record of the draw (JSON)"


@pytest.mark.usefixtures("slowly")
def test_what_is_impossible_is_refused_and_stays_in_the_form(
    open_page: Open, installation: Installation, hr: UUID, teams: list[UUID]
) -> None:
    assert teams
    app = open_page("experiments", person=hr)
    app.text_input(key="experiment_new_name").set_value("Mornings")
    press(app, "Save the plan")
    assert "what is tried; nothing was saved" in text_of(app)
    app.text_input(key="experiment_new_text").set_value("No meetings")
    press(app, "Save the plan")
    assert "choose the units" in app.error[0].value
    assert app.text_input(key="experiment_new_name").value == "Mornings"
    assert main_rows(installation, "SELECT * FROM experiment") == []


def test_a_plan_is_saved_once_however_often_the_button_is_pressed(
    open_page: Open,
    installation: Installation,
    hr: UUID,
    teams: list[UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(once, "ONE_PRESS", timedelta(seconds=30))
    app = open_page("experiments", person=hr)
    app.text_input(key="experiment_new_name").set_value("Mornings")
    app.text_input(key="experiment_new_text").set_value("No meetings")
    app.multiselect(key="experiment_new_units").set_value([teams[0].hex])
    for _again in range(2):
        press(app, "Save the plan")
        assert not app.error
        assert "nothing was saved" not in text_of(app)
    assert len(main_rows(installation, "SELECT * FROM experiment")) == 1


def test_a_link_can_fill_in_what_is_tried(open_page: Open, hr: UUID, teams: list[UUID]) -> None:
    assert teams
    app = open_page("experiments", person=hr, about="workload", **{"try": "Walk at noon" * 30})
    assert app.selectbox(key="experiment_new_indicator").value == "workload"
    assert app.text_input(key="experiment_new_text").value.startswith("Walk at noon")
    assert len(app.text_input(key="experiment_new_text").value) == 200
    app = open_page("experiments", person=hr, about="nothing")
    assert app.selectbox(key="experiment_new_indicator").value != "nothing"


@pytest.mark.usefixtures("slowly")
def test_hr_corrects_a_plan_and_what_is_fixed_cannot_be_typed(
    open_page: Open, installation: Installation, hr: UUID, teams: list[UUID]
) -> None:
    made = planned(installation, plan_of(teams, 4))
    app = open_page("experiments", person=hr)
    form = f"experiment_{made.hex}"
    app.text_input(key=f"{form}_name").set_value("Other")
    app.button(key=f"{form}_save").click().run()
    assert not app.error
    assert stored(installation)[0].plan.name == "Other"
    press(app, "Close the list")
    for field in ("first", "steps", "later"):
        assert app.number_input(key=f"{form}_{field}").disabled
    assert app.multiselect(key=f"{form}_units").disabled
    app.number_input(key=f"{form}_length").set_value(5)
    app.button(key=f"{form}_save").click().run()
    assert stored(installation)[0].plan.length == 5


@pytest.mark.usefixtures("slowly")
def test_hr_ends_and_deletes(
    open_page: Open, installation: Installation, hr: UUID, teams: list[UUID]
) -> None:
    drawn(installation, plan_of(teams, 4))
    hold(installation, teams, range(1, 9), around(3.0))
    app = open_page("experiments", person=hr)
    assert "Correct the plan" not in {one.label for one in app.expander}
    app.radio(key="experiment_outcome").set_value("stop")
    press(app, "End the experiment")
    assert "the measure is stopped" in text_of(app)
    assert "End the experiment" not in labels(app)
    press(app, "Delete the experiment")
    assert "There is no experiment yet." in text_of(app)


def test_card_and_krueger_through_the_page(
    open_page: Open, installation: Installation, hr: UUID, teams: list[UUID]
) -> None:
    """A tenth of their averages: 2.75 becomes 0.3, and the lot 2 of 70."""
    case, tea = PUBLISHED["did_card_krueger"], PUBLISHED["permutation_tea"]
    drawn(installation, plan_of(teams, 4))
    steps = stored(installation)[0].steps

    def given(team: UUID, number: int) -> Sequence[int]:
        state = case["nj"] if steps[team] == 0 else case["pa"]
        return with_mean(state[number >= 6] / 10, 2_000)

    hold(installation, teams, range(1, 9), given)
    app = open_page("experiments", person=hr)
    said = text_of(app)
    assert f"by {case['did'] / 10:.1f}, between" in said
    assert f"{round(200 * tea['p_one_sided'])} in 100 draws" in said
    assert "Probably lighter in the units that tried it than in those that waited" in said
    assert len(charts_of(app)) == 1
    (table,) = app.table
    assert list(table.value["Before"]).count("2.0") == 4
    assert list(table.value["After"]).count("2.1") == 8


def test_a_leader_reads_what_concerns_their_unit_and_can_do_nothing(
    open_page: Open,
    installation: Installation,
    teams: list[UUID],
    lead: Callable[[UUID], UUID],
) -> None:
    drawn(installation, plan_of(teams, 4))
    hold(installation, teams, range(1, 9), around(3.0))
    leader = lead(teams[0])
    app = open_page("experiments", person=leader)
    assert "Mornings" in text_of(app)
    assert not {"Save the plan", "End the experiment", "Delete the experiment"} & labels(app)
    assert not app.text_input
    (table,) = app.table
    assert list(table.value["Unit"]) == ["Team 0"]
    nobody = open_page("experiments", person=lead(add_other(installation)))
    assert "None of your units takes part" in text_of(nobody)
    assert "Mornings" not in text_of(nobody)


def add_other(installation: Installation) -> UUID:
    whole = next(UUID(hex=row[0]) for row in main_rows(installation, "SELECT id FROM unit"))
    return add_teams(installation, whole, 1)[0]


def test_a_leader_of_one_of_few_units_reads_no_average_of_the_others(
    open_page: Open,
    installation: Installation,
    teams: list[UUID],
    lead: Callable[[UUID], UUID],
) -> None:
    drawn(installation, plan_of(teams[:2], 1))
    means = {team: 2.0 + 0.3 * place for place, team in enumerate(teams)}
    hold(installation, teams, range(1, 9), around(means))
    app = open_page("experiments", person=lead(teams[1]))
    said = text_of(app)
    assert "Nothing is claimed about the measure." in said
    assert not charts_of(app)
    assert not re.search(r"\d\.\d", said.replace("2.3", ""))
    (table,) = app.table
    assert list(table.value["Before"]) == ["2.3"]


def test_what_comes_back_by_itself_is_told_with_the_units_own_numbers(
    open_page: Open,
    installation: Installation,
    organisation: dict[str, UUID],
    hr: UUID,
    teams: list[UUID],
    lead: Callable[[UUID], UUID],
) -> None:
    others = add_teams(installation, organisation["Example"], 4)
    means = dict.fromkeys(teams[:4], 2.5) | dict.fromkeys((*teams[4:], *others), 3.5)
    hold(installation, [*teams, *others], range(1, 5), around(means, 10))
    planned(installation, plan_of(teams[:4], 2))
    said = text_of(open_page("experiments", person=hr))
    assert "the units that take part stood at 2.5, all units at 3.2" in said
    assert "To be expected without any measure: lighter by about 0.1" in said
    leader = text_of(open_page("experiments", person=lead(teams[0])))
    assert "stood at" not in leader, "it would tell of the three others"


def test_only_while_there_is_one_does_the_menu_of_leaders_list_it(
    open_page: Open,
    installation: Installation,
    teams: list[UUID],
    hr: UUID,
    lead: Callable[[UUID], UUID],
) -> None:
    leader = lead(teams[0])
    assert "experiments" not in open_page("how_to_read", person=leader).session_state[LISTED]
    assert "experiments" in open_page("how_to_read", person=hr).session_state[LISTED]
    planned(installation, plan_of(teams, 4))
    assert "experiments" in open_page("how_to_read", person=leader).session_state[LISTED]


def test_the_trend_of_a_unit_has_a_mark_where_it_began_for_everybody_in_it(
    open_page: Open, installation: Installation, hr: UUID, teams: list[UUID]
) -> None:
    drawn(installation, plan_of(teams, 4))
    hold(installation, teams, range(1, 9), around(3.0))
    for unit, step in stored(installation)[0].steps.items():
        specs = "".join(charts_of(open_page("team", person=hr, unit=unit.hex)).values())
        assert ("Experiment: No meetings before ten" in specs) == (step == 0)


FORBIDDEN = re.compile(
    r"\b(prove[sn]?|proof|caused?|because of the measure|due to|thanks to|effective|works\b(?! by)|"
    r"significant|p ?[<=]|bewij\w*|veroorzaak\w*|dankzij|door de maatregel|effectief|werkt\b|"
    r"significant\w*|higher|lower|above|below|hoger|lager)\b",
    flags=re.IGNORECASE,
)


def test_no_text_of_experiments_claims_that_a_measure_works() -> None:
    """All texts of the rooms of experiments, in both languages."""
    file = Path(surveys_texts.__file__).parent / "locales/nl/LC_MESSAGES/peil.po"
    with file.open("rb") as catalogue:
        found = [
            message
            for message in read_po(catalogue)
            if any("experiment" in place for place, _line in message.locations)
        ]
    assert len(found) > 60
    for message in found:
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        translations = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in (*sources, *translations):
            assert text
            assert not FORBIDDEN.search(str(text)), text
