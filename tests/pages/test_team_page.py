"""What a reader sees of a unit."""

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from db import people
from db.engine import reading
from surveys.answering import Answers
from surveys.history.aggregates import import_aggregates, remove_aggregates
from surveys.installation import Installation
from surveys.instrument import Question
from surveys.reading import reading as reading_of_pages
from tests.builders import OPENS, add_people, add_person, hold_wave
from tests.pages import said_and_drawn
from tests.pages.conftest import Open, charts_of, hold_waves, press, text_of, verdicts_of
from tests.pages.said_and_drawn import contradictions, drawn_of
from tests.past_waves import ANCHORS, add_teams, around, past_wave


def test_six_trends_with_their_verdicts_stand_side_by_side_and_in_a_table_and_the_block_is_shown(
    open_page: Open, installation: Installation, leader: UUID
) -> None:
    assert "No wave has been counted yet" in text_of(open_page("team", person=leader))
    hold_waves(installation, 1, 3, 3)
    app = open_page("team", person=leader)
    shown = text_of(app)
    for name in ("Mood", "Manageable workload", "Switching off"):
        assert name in shown
    assert len([key for key in charts_of(app) if key.startswith("trend_")]) == 6
    assert any("connected" in chart.proto.alt for chart in app.get("plotly_chart"))
    assert "8 in 10 or more answered" in shown
    for once in (
        "Line: likely level",
        "Open dots: each wave",
        "Dotted: Example.",
        "badge in a year",
    ):
        assert shown.count(once) == 1
    assert "ood or very good: " in shown, "in the words of the answers"
    assert "avourable" not in shown
    assert not app.table
    app.session_state["all_averages"] = True
    (table,) = app.run().table
    assert "Manageable workload" in table.value.columns
    assert table.value["Manageable workload"].iloc[0].endswith("(about 10)")
    app.segmented_control(key="view").set_value("wave").run()
    shown = text_of(app.selectbox(key="wave").select_index(2).run())
    assert "Also asked this time" in shown
    assert "I have enough short, unplanned contact with colleagues." in shown


def test_a_change_that_may_be_chance_is_not_called_one_and_ten_answers_split_workload(
    open_page: Open, installation: Installation, leader: UUID
) -> None:
    hold_waves(installation, 2, 2, 2)
    shown = text_of(open_page("team", person=leader))
    assert shown.count(", no clear change]") == 6
    assert "Nothing stands out yet" in shown
    assert "The amount of work I have is" in shown
    assert "About right: " in shown


def test_an_imported_series_is_said_to_be_imported_and_no_verdict_is_made_of_it(
    open_page: Open, installation: Installation, leader: UUID, tmp_path: Path
) -> None:
    hold_waves(installation, 2, 2)
    plain = text_of(open_page("team", person=leader))
    file, mapping = tmp_path / "table.csv", tmp_path / "table.yaml"
    day = OPENS - timedelta(days=60)
    file.write_text(f"Team,Day,Item,Score,n\nNorth,{day},Mood,40,20\n", encoding="utf-8")
    mapping.write_text(
        "source: '*Old* tool'\nunit: {column: Team}\nwaves: {column: Day}\n"
        "questions: {column: Item, ids: {Mood: mood_1}}\n"
        "mean: {column: Score, worst: 0, best: 100}\nanswers: n\n",
        encoding="utf-8",
    )
    import_aggregates(installation, file, mapping)
    app = open_page("team", person=leader)
    (said,) = [caption.value for caption in app.caption if "Imported" in caption.value]
    assert said.startswith("Imported: \\*Old\\* tool: 2.6 on ")
    assert said.endswith("so not comparable to the decimal.")
    alts = [chart.proto.alt for chart in app.get("plotly_chart")]
    assert sum("Imported: *Old* tool: 2.6" in alt for alt in alts) == 1
    assert text_of(app).replace(said, "").split() == plain.split()
    remove_aggregates(installation, "*Old* tool")
    assert "Imported" not in text_of(open_page("team", person=leader))


def test_a_unit_that_is_too_small_says_why_for_good_and_shows_no_number_of_its_own(
    open_page: Open, installation: Installation, hr: UUID, organisation: dict[str, UUID]
) -> None:
    hold_waves(installation, 2)
    app = open_page("team", person=hr)
    app.selectbox(key="unit").set_value(organisation["South"].hex).run()
    assert app.title[0].value == "South"
    shown = text_of(app)
    assert "South has no numbers of its own, and will not have them" in shown
    assert "Fewer than six people are invited." in shown
    assert "HR can make one unit of two small teams" in shown
    assert app.subheader[0].value == "Example, in which you count: not a picture of South"
    assert "of 3" not in shown
    app.session_state["agree"] = True
    app.run()
    app.text_input(key="agreed_text").set_value("Call back within a day")
    press(app, "Note the agreement")
    shown = text_of(app)
    assert "Call back within a day" in shown


def test_a_manager_sees_the_own_unit_beside_a_larger_one_and_opens_no_other(
    open_page: Open, installation: Installation, leader: UUID, organisation: dict[str, UUID]
) -> None:
    hold_waves(installation, 2)
    app = open_page("team", person=leader)
    assert "First result: a starting point" in text_of(app)
    assert "From the third wave on, Peil can say what changes." in text_of(app)
    assert [key for key in charts_of(app) if key.startswith(("trend_", "first"))] == ["first_wave"]
    for unit in (organisation["South"], organisation["Example"], UUID(int=5)):
        app = open_page("team", person=leader, unit=unit.hex)
        assert app.title[0].value == "No access"
        assert not app.get("plotly_chart")
        assert "answered" not in text_of(app)
    app = open_page("team", person=leader)
    assert app.title[0].value == "North"
    assert "unit" not in [box.key for box in app.selectbox], "one unit needs no box"
    shown = text_of(app)
    assert "Triangle: Example." in shown
    assert "Example: 3." in shown
    assert "South" not in shown
    press(app, "Sign out")
    assert not app.get("plotly_chart")
    assert "Open the sign-in link" in text_of(app)


def test_what_goes_together_is_shown_for_many_and_as_no_cause(
    open_page: Open, installation: Installation, hr: UUID, organisation: dict[str, UUID]
) -> None:
    def related(questions: Sequence[Question], person: int) -> Answers:
        return {
            q.id: (q.oriented((person + (person // 5) * (place % 3)) % 5),)
            for place, q in enumerate(questions)
            if q.scale.size == 5
        }

    add_people(installation, organisation["North"], 110, named="more")
    hold_wave(installation, choose=related)
    app = open_page("team", person=hr, view="wave")
    shown = text_of(app)
    assert "**What goes together with mood?**" in shown
    assert "not what causes what" in shown
    assert "The questions hold together with" in shown


@pytest.fixture
def fallen(installation: Installation, organisation: dict[str, UUID]) -> list[UUID]:
    """Eight teams over eight waves; in the last four the first has far too much work."""
    teams = add_teams(installation, organisation["North"], 8)
    chance = np.random.default_rng(1)
    for wave in range(8):
        answers = {team: {q: around(3.6, 14, chance) for q in ANCHORS} for team in teams}
        if wave >= 4:
            answers[teams[0]]["wl_1"] = [8, 4, 2, 0, 0]
        past_wave(installation, wave, answers)
    return teams


def test_a_change_stands_on_the_card_and_first_among_what_stands_out_with_how_it_is_known(
    open_page: Open, installation: Installation, fallen: list[UUID]
) -> None:
    mia = add_person(installation, fallen[0], "Mia", role="manager", role_for=fallen[0])
    app = open_page("team", person=mia, indicator="wl_1")
    shown = text_of(app)
    (row,) = verdicts_of(app)
    assert (row["name"], row["word"]) == ("Manageable workload", "Almost certainly heavier")
    assert re.fullmatch(r" since March: from \*\*3\.\d\*\* to \*\*[12]\.\d\*\*", row["told"])
    assert row["note"] == "Needs attention: too heavy."
    assert row["aside"].startswith("organisation 3.")
    assert "**Manageable workload** :orange-badge[:material/arrow_downward: Heavier since" in shown
    assert shown.count("Needs attention: too heavy.") == 2, "above and in detail"
    assert shown.count("One in ten teams sees such a badge") == 1
    for old in ("fluctuation", "usual range", "lower than", "higher than"):
        assert old not in shown
    app.session_state["known_wl_1"] = True
    assert "What is said about time and size holds about 9 times in 10." in text_of(app.run())


def test_every_reader_has_the_same_verdicts(
    open_page: Open, installation: Installation, fallen: list[UUID], hr: UUID
) -> None:
    mia = add_person(installation, fallen[0], "Mia", role="manager", role_for=fallen[0])
    everybody = open_page("team", person=hr, unit=fallen[0].hex)
    alone = open_page("team", person=mia)
    assert everybody.title[0].value == alone.title[0].value
    assert charts_of(everybody) == charts_of(alone)
    assert [m.value for m in everybody.markdown if "badge" in m.value] == [
        m.value for m in alone.markdown if "badge" in m.value
    ]


@pytest.mark.usefixtures("fallen")
def test_another_budget_is_said_with_its_rate(
    open_page: Open,
    installation: Installation,
    fallen: list[UUID],
    hr: UUID,
    administrator: UUID,
) -> None:
    app = open_page("programme", person=administrator)
    app.radio(key="badges_by_chance").set_value(25)
    press(app, "save_badges")
    assert [box.value for box in app.success] == ["Saved."]
    for page in ("team", "how_to_read"):
        shown = text_of(open_page(page, person=hr, unit=fallen[0].hex))
        assert shown.count("One in four teams sees such a badge") == 1


def test_while_verdicts_are_worked_out_pages_show_averages_alone_and_say_so(
    open_page: Open,
    installation: Installation,
    leader: UUID,
    hr: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hold_waves(installation, 2, 2)
    monkeypatch.setattr(reading_of_pages, "MAX_AT_ONCE", 0)
    reading_of_pages.forget()
    for page, person in (("team", leader), ("organisation", hr)):
        shown = text_of(open_page(page, person=person))
        assert "is being worked out; look again in some minutes" in shown
        assert "badge[" not in shown
    reading_of_pages.forget()


def test_a_shared_address_opens_the_same_unit_wave_and_indicator(
    open_page: Open, installation: Installation, hr: UUID, organisation: dict[str, UUID]
) -> None:
    hold_waves(installation, 2, 3)
    north = organisation["North"].hex
    app = open_page("team", person=hr, unit=north, indicator="wl_1", view="closer")
    assert app.title[0].value == "North"
    assert "How often could you finish your work" in text_of(app)
    app = open_page("team", person=hr, unit=north, view="wave")
    newest, oldest = app.selectbox(key="wave").options
    assert newest != oldest
    app.selectbox(key="wave").select_index(1).run()
    chosen = str(app.query_params["wave"])
    again = open_page("team", person=hr, unit=north, view="wave", wave=chosen)
    assert again.selectbox(key="wave").value == app.selectbox(key="wave").value


def test_an_agreement_is_marked_until_it_ends_and_an_event_of_the_organisation_on_every_trend(
    open_page: Open,
    installation: Installation,
    leader: UUID,
    hr: UUID,
    organisation: dict[str, UUID],
) -> None:
    hold_waves(installation, 2, 2)
    app = open_page("team", person=leader, view="agreed")
    assert "Nothing yet." in text_of(app)
    app.session_state["agree"] = True
    press(app.run(), "Note the agreement")
    assert "Please say it in one to 200 characters" in app.error[0].value
    app.text_input(key="agreed_text").set_value("No mail after six")
    app.selectbox(key="agreed_about").set_value("workload")
    app.date_input(key="agreed_from").set_value(OPENS + timedelta(days=3))
    press(app, "Note the agreement")
    assert "No mail after six" in text_of(app)
    marked = [key for key, spec in charts_of(app).items() if "Agreement: No mail" in spec]
    assert marked == ["trend_wl_1"]
    assert "**1**\N{NO-BREAK SPACE}Agreement: No mail after six, " in text_of(app)
    assert "Nothing yet." in text_of(press(app, "This has ended"))
    app = open_page("team", person=hr, view="agreed", unit=organisation["Example"].hex)
    app.text_input(key="happened").set_value("New building")
    app.date_input(key="happened_on").set_value(OPENS + timedelta(days=3))
    press(app, "Note the event")
    below = charts_of(open_page("team", person=leader))
    assert len([key for key, spec in below.items() if "New building" in spec]) == 6


def test_a_unit_that_was_shown_before_keeps_its_trends_below_those_of_the_unit_above(
    open_page: Open, installation: Installation, leader: UUID, organisation: dict[str, UUID]
) -> None:
    hold_waves(installation, 2, 2)
    with reading(installation.engine) as session:
        north = [p.id for p in people.everybody(session) if p.unit_id == organisation["North"]]
    hold_waves(installation, 2, first=2, silent=north[3:])
    app = open_page("team", person=leader)
    for kind in ("above_", "trend_"):
        assert len([key for key in charts_of(app) if key.startswith(kind)]) == 6
    heads = [element.value for element in app.subheader]
    assert heads[:2] == [
        "Example, in which you count: not a picture of North",
        "Earlier waves of North",
    ]
    shown = text_of(app)
    assert "North has no numbers of its own this time" in shown
    assert "will not have them" not in shown


def test_a_small_unit_is_divided_over_a_quarter_and_a_larger_one_in_its_newest_wave(
    open_page: Open, installation: Installation, leader: UUID, organisation: dict[str, UUID]
) -> None:
    north = organisation["North"]
    for place, counts in enumerate(([1, 1, 2, 2, 1], [0, 2, 2, 2, 1], [1, 2, 1, 2, 1])):
        answers = {north: dict.fromkeys(ANCHORS, counts)}
        past_wave(installation, 2 * place, answers, number=place + 1)
    app = open_page("team", person=leader, indicator="wl_1", view="closer")
    shown = text_of(app)
    assert "In the quarter from January to March, about" in shown
    assert "These are the answers of 5 to 9 people, asked three times." in shown
    bar = charts_of(app)["shares_wl_1"]
    assert "in 10" in bar
    assert "%<" not in bar
    eleven = [2, 2, 2, 3, 2]
    past_wave(installation, 6, {north: dict.fromkeys(ANCHORS, eleven)}, number=4)
    shown = text_of(open_page("team", person=leader, indicator="wl_1", view="closer"))
    assert "In the quarter" not in shown
    assert "Often or always: " in shown
    assert "Of about 10 answers." in shown


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_number_that_is_said_is_the_number_that_is_drawn(
    open_page: Open,
    installation: Installation,
    fallen: list[UUID],
    hr: UUID,
    language: str,
) -> None:
    mia = add_person(installation, fallen[0], "Mia", role="manager", role_for=fallen[0])
    for person, unit in ((mia, fallen[0]), (hr, fallen[1]), (hr, fallen[0])):
        app = open_page("team", person=person, unit=unit.hex, language=language)
        assert len(drawn_of(app)) == 6
        assert contradictions(app) == []


def test_the_comparison_of_words_and_drawing_notices_each_wrong_number(
    open_page: Open,
    installation: Installation,
    fallen: list[UUID],
    hr: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each mutant says or draws one number otherwise."""
    app = open_page("team", person=hr, unit=fallen[0].hex)
    (row,) = verdicts_of(app)
    other = {
        "told": row["told"].replace("from **3.", "from **4."),
        "aside": "organisation 1.0",
        "line": [*row["line"][:-1], 4.9],
    }
    for part, wrong in other.items():
        monkeypatch.setattr(
            said_and_drawn, "verdicts_of", lambda _, p=part, w=wrong: [{**row, p: w}]
        )
        assert len(contradictions(app)) == 1, part
