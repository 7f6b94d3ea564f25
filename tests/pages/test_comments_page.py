"""Comments by theme: HR reads, counts and quotes; what the browser sends is saved."""

import json
from typing import Any
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from surveys.access import Reader
from surveys.access.result_links import result_link
from surveys.installation import Installation
from surveys.open_answers import (
    count_themes,
    read_quotes,
    read_theme_states,
    waves_to_code,
)
from tests.builders import OPENS, add_people, add_person
from tests.open_answers import coded, hr_named, wave_with
from tests.pages.conftest import Open, press, text_of
from tests.streamlit_internals import sent_to_components

TEXTS = [f"Too many meetings, number {n}" for n in range(30)]
NASTY = "<img src=x onerror=alert(1)> **bold** too many meetings"


@pytest.fixture
def hr(installation: Installation, organisation: dict[str, UUID]) -> Reader:
    add_people(installation, organisation["North"], 40)
    return hr_named(installation, organisation["North"], "Hanna")


@pytest.fixture
def wave(installation: Installation, hr: Reader) -> UUID:
    return wave_with(installation, OPENS, [*TEXTS, NASTY])


def lists(app: AppTest) -> list[dict[str, Any]]:
    """Return what the browser draws comments from."""
    sent = [part for part in sent_to_components(app) if isinstance(part, dict)]
    return [part for part in sent if "comments" in part]


def test_nobody_becomes_a_coder_by_looking(
    installation: Installation, open_page: Open, hr: Reader, wave: UUID
) -> None:
    app = open_page("comments", person=hr.person)
    assert not lists(app)
    (shown,) = lists(press(app, "begin_coding"))
    assert len(shown["comments"]) == 25


def test_a_page_has_25_comments_with_suggestions_and_the_next_one_has_the_rest(
    installation: Installation, open_page: Open, hr: Reader, wave: UUID
) -> None:
    coded(installation, hr, wave, {})
    first, second = (
        lists(open_page("comments", person=hr.person, part=number))[0] for number in ("1", "2")
    )
    texts = [comment[1] for page in (first, second) for comment in page["comments"]]
    assert len(first["comments"]) == 25
    assert sorted(texts) == sorted([*TEXTS, NASTY])
    assert all(comment[3] == {"process": ["meetings"]} for comment in first["comments"])
    assert first["themes"][0][0] == "process"
    assert "North" not in json.dumps([first, second])


def test_what_was_read_is_counted_with_one_press_and_only_when_all_is_read(
    installation: Installation, open_page: Open, hr: Reader, wave: UUID
) -> None:
    app = press(open_page("comments", person=hr.person), "begin_coding")
    assert app.button(key="count_themes").disabled
    coded(installation, hr, wave, dict.fromkeys(TEXTS, ("process",)))
    app = press(open_page("comments", person=hr.person), "count_themes")
    (found,) = waves_to_code(installation, hr)
    assert found.counted
    assert not app.error


def test_hr_adds_a_quote_in_other_words_and_is_told_why_not(
    installation: Installation, open_page: Open, hr: Reader, wave: UUID
) -> None:
    coded(installation, hr, wave, dict.fromkeys(TEXTS, ("process",)))
    count_themes(installation, hr, wave)
    app = open_page("comments", person=hr.person, view="quotes")
    app.text_area(key="quote_body").input("Too many meetings, number 3").run()
    press(app, "add_quote")
    assert len(app.error) == 1
    assert read_quotes(installation, hr, wave) == []
    app.text_area(key="quote_body").input("Days are full of talks.").run()
    press(app, "add_quote")
    ((quote, theme, body),) = read_quotes(installation, hr, wave)
    assert (theme, body) == ("process", "Days are full of talks.")
    press(app, f"remove_quote_{quote.hex()}")
    assert read_quotes(installation, hr, wave) == []


def test_two_coders_are_compared_once_both_have_read_enough(
    installation: Installation,
    organisation: dict[str, UUID],
    open_page: Open,
    hr: Reader,
    wave: UUID,
) -> None:
    coded(installation, hr, wave, dict.fromkeys(TEXTS[:15], ("process",)))
    assert not open_page("comments", person=hr.person, view="coders").table
    second = hr_named(installation, organisation["Example"], "Pieter")
    coded(installation, second, wave, dict.fromkeys(TEXTS[:16], ("process",)))
    (table,) = open_page("comments", person=hr.person, view="coders").table
    assert list(table.value.iloc[:, 0]) == ["Organisation and work process"]
    assert table.value.iloc[0, 3] == "31"


def test_hr_changes_hides_restores_and_adds_a_theme(
    installation: Installation, open_page: Open, hr: Reader
) -> None:
    app = open_page("comments", person=hr.person, view="codebook", about="future")
    app.text_input(key="theme_future_name_en").input("What comes next")
    press(app, "save_theme")
    states = {s.theme.id: s for s in read_theme_states(installation, hr)}
    assert states["future"].theme.name["en"] == "What comes next"
    assert states["future"].version == 1
    press(app, "hide_theme")
    assert {s.theme.id for s in read_theme_states(installation, hr) if s.hidden} == {"future"}
    press(app, "restore_theme")
    states = {s.theme.id: s for s in read_theme_states(installation, hr)}
    assert (states["future"].version, states["future"].hidden) == (3, True)
    assert states["future"].theme.name["en"] == "Future and development"
    app = open_page("comments", person=hr.person, view="codebook", about="new")
    assert press(app, "save_theme")
    assert text_of(app).count("Please fill this in.") == 4


def test_without_comments_there_is_nothing_to_read(open_page: Open, hr: Reader) -> None:
    assert not lists(open_page("comments", person=hr.person))


def test_a_team_reads_what_comments_were_about_and_its_leader_replies_to_a_theme(
    installation: Installation,
    organisation: dict[str, UUID],
    open_page: Open,
    hr: Reader,
    wave: UUID,
) -> None:
    coded(installation, hr, wave, {**dict.fromkeys(TEXTS, ("process",)), NASTY: ("future",)})
    leader = add_person(
        installation, organisation["North"], "Mo", role="manager", role_for=organisation["North"]
    )
    where = {"unit": organisation["North"].hex, "view": "wave"}
    assert "What comments were about" not in text_of(open_page("team", person=leader, **where))
    count_themes(installation, hr, wave)
    app = open_page("team", person=leader, **where)
    (alt,) = [c.proto.alt for c in app.get("plotly_chart") if c.key.startswith("themes_")]
    assert "Organisation and work process: 30; Future and development: 1." in alt
    assert ", of 31 comments" in text_of(app)
    assert not [t for t in app.table if "Theme" in t.value.columns], "there is one wave"
    assert not [b for b in app.button if b.key == "theme_reply_future_save"]
    app.text_area(key="theme_reply_process").input("We meet less.").run()
    press(app, "theme_reply_process_save")
    link = result_link(installation, organisation["North"])
    assert "We meet less." in text_of(open_page("results", u=link, view="wave"))
    press(app, "theme_reply_process_withdraw")
    assert "We meet less." not in text_of(app)
