"""What a reader sees of a unit."""

from datetime import date, timedelta
from uuid import UUID

import numpy as np

from db import people
from db.base import insert
from db.engine import reading, writing
from surveys.answering.casting import answer_sheet, cast
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation
from surveys.waves.waves import open_wave
from tests.builders import add_people
from tests.pages.conftest import Open, hold_wave, text_of
from tests.past_waves import ANCHORS, add_teams, around, past_wave

FIRST = date(2026, 3, 2)


def test_six_trends_with_interval_and_number_of_answers(
    open_page: Open,
    installation: Installation,
    leader: UUID,
) -> None:
    names = ["Mood at work", "Workload", "Reachability: switching off"]
    hold_wave(installation, FIRST, 2)
    hold_wave(installation, FIRST + timedelta(days=14), 3)
    app = open_page("team", person=leader)
    said = text_of(app)
    for name in names:
        assert name in said
    keys = [chart.key for chart in app.get("plotly_chart")]
    assert len([key for key in keys if key.startswith("trend_")]) == 6
    alts = [chart.proto.alt for chart in app.get("plotly_chart")]
    assert any("connected" in alt for alt in alts)
    twelve = "12 of 12 people answered"
    assert twelve in said


def test_a_clear_change_is_said_in_words(
    open_page: Open, installation: Installation, leader: UUID
) -> None:
    hold_wave(installation, FIRST, 1)
    hold_wave(installation, FIRST + timedelta(days=14), 3)
    said = text_of(open_page("team", person=leader))
    assert "2.0 higher than the wave before" in said
    assert "2.0 lower than the wave before" in said


def test_a_change_that_may_be_chance_is_not_called_one(
    open_page: Open, installation: Installation, leader: UUID
) -> None:
    hold_wave(installation, FIRST, 2)
    hold_wave(installation, FIRST + timedelta(days=14), 2)
    said = text_of(open_page("team", person=leader))
    assert said.count("Within normal fluctuation") == 6


def test_a_unit_that_is_too_small_shows_one_sentence_and_no_number(
    open_page: Open,
    installation: Installation,
    hr: UUID,
    organisation: dict[str, UUID],
) -> None:
    hold_wave(installation, FIRST, 2)
    app = open_page("team", person=hr)
    app.selectbox(key="unit").set_value(organisation["South"].hex).run()
    sentence = "Not shown, to protect anonymity"
    assert app.title[0].value == "South"
    said = text_of(app)
    assert sentence in said
    instead = "The nearest unit above South"
    assert instead in said
    assert app.subheader[0].value == "Example"
    assert "of 3" not in said
    assert "de 3 mensen" not in said


def test_a_manager_can_choose_among_the_own_units_only(
    open_page: Open, installation: Installation, leader: UUID
) -> None:
    hold_wave(installation, FIRST, 2)
    app = open_page("team", person=leader)
    assert app.title[0].value == "North"
    assert app.selectbox(key="unit").options == ["North"]


def test_before_the_first_count_it_says_so(open_page: Open, leader: UUID) -> None:
    assert "No wave has been counted yet" in text_of(open_page("team", person=leader))


def test_the_charts_stand_in_a_table_too(
    open_page: Open, installation: Installation, leader: UUID
) -> None:
    hold_wave(installation, FIRST, 2)
    app = open_page("team", person=leader)
    assert not app.table
    app.session_state["all_averages"] = True
    (table,) = app.run().table
    assert "Workload" in table.value.columns
    assert table.value["Workload"].iloc[0].endswith("(12)")


def test_who_is_not_signed_in_is_led_to_the_welcome_page(open_page: Open, leader: UUID) -> None:
    app = open_page("welcome")
    assert "Open the sign-in link" in text_of(app)


def test_signing_out_closes_the_results(
    open_page: Open, installation: Installation, leader: UUID
) -> None:
    hold_wave(installation, FIRST, 2)
    app = open_page("team", person=leader)
    sign_out = next(button for button in app.button if button.label == "Sign out")
    sign_out.click().run()
    assert not app.get("plotly_chart")
    assert "Open the sign-in link" in text_of(app)


def test_each_number_says_how_sure_it_is_and_the_block_is_shown(
    open_page: Open,
    installation: Installation,
    leader: UUID,
) -> None:
    hold_wave(installation, FIRST, 2)
    app = open_page("team", person=leader)
    said = text_of(app)
    assert "Everybody answered, so only normal fluctuation remains." in said
    assert "Favourable: " in said
    said = text_of(app.segmented_control(key="view").set_value("wave").run())
    assert "Also asked this time" in said
    assert "I have enough short, unplanned contact with colleagues." in said


def test_what_goes_together_is_shown_for_many_and_as_no_cause(
    open_page: Open, installation: Installation, hr: UUID, organisation: dict[str, UUID]
) -> None:
    add_people(installation, organisation["North"], 110, named="more")
    wave = open_wave(installation, opens_on=FIRST, closes_on=FIRST)
    for number, token in enumerate(wave.tokens.values()):
        questions = answer_sheet(installation, token, FIRST).questions
        answers = {
            q.id: (q.oriented((number + (number // 5) * (place % 3)) % 5),)
            for place, q in enumerate(questions)
            if q.scale.size == 5
        }
        cast(installation, token, answers, FIRST)
    close_wave(installation, FIRST)
    app = open_page("team", person=hr, view="wave")
    labels = [expander.label for expander in app.expander]
    assert "What goes together with Mood at work?" in labels
    said = text_of(app)
    assert "not what causes what" in said
    assert "The questions hold together with" in said


def test_a_shift_that_all_waves_show_stands_on_the_card(
    open_page: Open, installation: Installation, leader: UUID
) -> None:
    for number in range(9):
        day = FIRST + number * timedelta(days=14)
        hold_wave(installation, day, 1 if number == 8 else 3)
    said = text_of(open_page("team", person=leader))
    assert "Below its usual range" in said or "Above its usual range" in said


def test_each_reader_has_changes_judged_among_all_they_see(
    open_page: Open, installation: Installation, hr: UUID, organisation: dict[str, UUID]
) -> None:
    """HR has looked at the same unit just before."""
    teams, chance = add_teams(installation, organisation["North"], 12), np.random.default_rng(1)
    for wave in range(4):
        fall = {teams[0]: 0.75 if wave == 3 else 0.0}
        answers = {
            team: {q: around(3.6 - fall.get(team, 0.0), 14, chance) for q in ANCHORS}
            for team in teams
        }
        past_wave(installation, wave, answers)
    with writing(installation.engine) as session:
        mia = people.Person(name="Mia", email="mia@example.org", unit_id=teams[0])
        insert(session, mia)
        insert(session, people.Access(person_id=mia.id, role="manager", unit_id=teams[0]))
    everybody = open_page("team", person=hr)
    everybody.selectbox(key="unit").set_value(teams[0].hex).run()
    alone = open_page("team", person=mia.id)
    assert everybody.title[0].value == alone.title[0].value
    lower = [text_of(page).count("lower than in Past 2") for page in (everybody, alone)]
    assert lower[0] < lower[1]


def test_another_unit_in_the_address_is_no_access(
    open_page: Open, installation: Installation, leader: UUID, organisation: dict[str, UUID]
) -> None:
    hold_wave(installation, FIRST, 2)
    for unit in (organisation["South"].hex, organisation["Example"].hex, UUID(int=5).hex):
        app = open_page("team", person=leader, unit=unit)
        assert app.title[0].value == "No access"
        assert not app.get("plotly_chart")
        assert "answered" not in text_of(app)


def test_a_shared_address_opens_the_same_unit_wave_and_indicator(
    open_page: Open, installation: Installation, hr: UUID, organisation: dict[str, UUID]
) -> None:
    hold_wave(installation, FIRST, 2)
    hold_wave(installation, FIRST + timedelta(days=14), 3)
    north = organisation["North"].hex
    app = open_page("team", person=hr, unit=north, indicator="wl_1", view="closer")
    assert app.title[0].value == "North"
    assert "How often could you finish your work" in text_of(app)
    app = open_page("team", person=hr, unit=north, view="wave")
    newest, oldest = app.selectbox(key="wave").options
    app.selectbox(key="wave").select_index(1).run()
    chosen = str(app.query_params["wave"])
    again = open_page("team", person=hr, unit=north, view="wave", wave=chosen)
    assert again.selectbox(key="wave").value == app.selectbox(key="wave").value
    assert newest != oldest


def test_an_agreement_is_noted_shown_marked_and_ended(
    open_page: Open, installation: Installation, leader: UUID
) -> None:
    hold_wave(installation, FIRST, 2)
    hold_wave(installation, FIRST + timedelta(days=14), 2)
    app = open_page("team", person=leader, view="agreed")
    assert "Nothing yet." in text_of(app)
    app.text_input(key="agreed").set_value("No mail after six")
    app.selectbox(key="agreed_about").set_value("workload")
    app.date_input(key="agreed_from").set_value(FIRST + timedelta(days=3))
    note = next(button for button in app.button if button.label == "Note the agreement")
    note.click().run()
    assert "No mail after six" in text_of(app)
    assert app.text_input(key="agreed").value == ""
    marked = [c.key for c in app.get("plotly_chart") if "agreement" in c.proto.spec]
    assert marked == ["trend_wl_1"]
    next(button for button in app.button if button.label == "This has ended").click().run()
    assert "Nothing yet." in text_of(app)


def test_an_empty_agreement_is_refused_in_words(
    open_page: Open,
    installation: Installation,
    leader: UUID,
) -> None:
    hold_wave(installation, FIRST, 2)
    app = open_page("team", person=leader, view="agreed")
    labels = "Note the agreement"
    next(button for button in app.button if button.label == labels).click().run()
    assert "Please say it in one to 200 characters" in app.error[0].value


def test_an_event_of_the_organisation_is_marked_on_every_trend(
    open_page: Open, installation: Installation, hr: UUID, organisation: dict[str, UUID]
) -> None:
    hold_wave(installation, FIRST, 2)
    hold_wave(installation, FIRST + timedelta(days=14), 2)
    app = open_page("team", person=hr, view="agreed", unit=organisation["Example"].hex)
    app.text_input(key="happened").set_value("New building")
    app.date_input(key="happened_on").set_value(FIRST + timedelta(days=3))
    next(button for button in app.button if button.label == "Note the event").click().run()
    below = open_page("team", person=hr, unit=organisation["North"].hex)
    marked = [c.key for c in below.get("plotly_chart") if "New building" in c.proto.spec]
    assert len(marked) == 6


def test_the_split_of_workload_is_shown_from_ten_answers(
    open_page: Open, installation: Installation, leader: UUID
) -> None:
    for number in range(3):
        hold_wave(installation, FIRST + number * timedelta(days=14), 2)
    said = text_of(open_page("team", person=leader))
    assert "The amount of work I have is" in said
    assert "About right: " in said


def test_what_stands_beside_a_unit_is_larger_and_no_other_team(
    open_page: Open, installation: Installation, leader: UUID
) -> None:
    hold_wave(installation, FIRST, 2)
    said = text_of(open_page("team", person=leader))
    assert "Dotted: Example." in said
    assert "Example: 3." in said
    assert "South" not in said


def test_a_unit_that_was_shown_before_keeps_its_trends_below_those_of_the_unit_above(
    open_page: Open,
    installation: Installation,
    leader: UUID,
    organisation: dict[str, UUID],
) -> None:
    for number in range(2):
        hold_wave(installation, FIRST + number * timedelta(days=14), 2)
    with reading(installation.engine) as session:
        north = [p.id for p in people.everybody(session) if p.unit_id == organisation["North"]]
    hold_wave(installation, FIRST + timedelta(days=28), 2, silent=north[3:])
    app = open_page("team", person=leader)
    keys = [chart.key for chart in app.get("plotly_chart")]
    assert len([key for key in keys if key.startswith("above_")]) == 6
    assert len([key for key in keys if key.startswith("trend_")]) == 6
    heads = [element.value for element in app.subheader]
    assert heads[0] == "Example"
    assert heads[1].startswith("Earlier waves")
    assert heads[1].endswith("North")
