"""The page Count: keepers take their turns; a passphrase stays nowhere."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import session
from dashboard.clock import now, today
from dashboard.page_registry import PAGES
from surveys.counting import take_handed_in
from surveys.installation import Installation, make_keepers, open_snapshot
from surveys.installation.custody import BOX_AND_KEY, LOST, WITH_KEEPERS, WITHOUT_KEEPERS
from surveys.installation.keepers import Cost
from surveys.waves import open_number, open_wave, protect_keys
from tests.builders import add_people, answer
from tests.pages.conftest import Open, press, text_of
from tests.stored import main_dump
from tests.streamlit_internals import kept_in_session

PASSPHRASES = {
    "HR": "seven herons cross the river",
    "Works council": "the kettle sings in Utrecht",
}


@pytest.fixture
def closed(installation: Installation, organisation: dict[str, UUID]) -> int:
    """A wave of eight people that has closed, sealed for two keepers."""
    add_people(installation, organisation["North"], 8)
    protect_keys(installation, make_keepers(list(PASSPHRASES.items()), Cost(1, 8192)))
    day = today() - timedelta(days=1)
    wave = open_wave(installation, opens_on=day, closes_on=day)
    answer(installation, wave, on=day)
    return wave.number


def type_into(app: AppTest, passphrase: str) -> AppTest:
    app.text_input[0].set_value(passphrase)
    return press(app, "Take my turn")


def is_listed(app: AppTest, installation: Installation) -> bool:
    """Return whether the menu has the page, for those who may open it."""
    run = replace(app.session_state["run"], snapshot=open_snapshot(installation))
    assert PAGES["count"].may_open(run)
    listed = PAGES["count"].is_listed(run)
    run.snapshot.close()
    return listed


def said(app: AppTest) -> str:
    return "\n".join([text_of(app), *(element.value for element in app.success)])


def test_without_keepers_the_menu_has_no_such_page_and_it_says_who_counts(
    open_page: Open, installation: Installation, council: UUID, hr: UUID
) -> None:
    assert hr
    app = open_page("count", person=council)
    assert "No keeper is named" in text_of(app)
    assert f"{BOX_AND_KEY} {WITHOUT_KEEPERS} {LOST}" in text_of(app)
    assert not is_listed(app, installation)
    protect_keys(installation, make_keepers(list(PASSPHRASES.items()), Cost(1, 8192)))
    app = open_page("count", person=council)
    assert is_listed(app, installation)
    assert "Nothing waits for the keepers now." in text_of(app)
    assert f"{BOX_AND_KEY} {WITH_KEEPERS} {LOST}" in text_of(app)


def test_each_keeper_takes_a_turn_in_a_session_of_their_own_and_the_last_one_counts(
    open_page: Open,
    installation: Installation,
    closed: int,
    council: UUID,
    hr: UUID,
    administrator: UUID,
) -> None:
    assert "waits for HR, Works council" in text_of(open_page("programme", person=administrator))
    app = open_page("count", person=council)
    assert f"**Wave {closed} has closed and waits for HR and Works council.**" in text_of(app)
    app = type_into(app, "not a passphrase of anybody")
    assert "This is not the passphrase of a keeper" in app.error[0].value
    app = type_into(app, PASSPHRASES["Works council"])
    assert "That was the turn of Works council. The wave still waits for HR." in said(app)
    assert open_number(installation) == closed
    app = type_into(open_page("count", person=hr), PASSPHRASES["HR"])
    assert "The wave is counted." in said(app)
    assert open_number(installation) is None
    noted = main_dump(installation)
    assert all(f"wave 1, {name}" in noted for name in PASSPHRASES)


def test_a_passphrase_stays_neither_in_the_session_nor_on_the_page_nor_in_the_database(
    open_page: Open, installation: Installation, closed: int, council: UUID
) -> None:
    assert closed
    app = type_into(open_page("count", person=council), PASSPHRASES["HR"])
    assert PASSPHRASES["HR"] not in kept_in_session(app)
    assert app.text_input[0].value == ""
    assert PASSPHRASES["HR"] not in said(app) + main_dump(installation)
    assert all(PASSPHRASES["HR"] not in value for value in app.query_params.values())


def test_a_process_without_the_key_folder_hands_the_passphrase_to_the_clock(
    open_page: Open,
    installation: Installation,
    closed: int,
    council: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert closed
    without = replace(installation, keeps_time=False)
    monkeypatch.setattr(session, "current_installation", lambda: without)
    app = open_page("count", person=council)
    assert "`peil close-wave`" in text_of(app), "while no clock is at work"
    assert not app.text_input
    list(take_handed_in(installation, now()))
    app = type_into(open_page("count", person=council), PASSPHRASES["HR"])
    assert "The clock takes your passphrase" in text_of(app)
    assert not app.text_input
    list(take_handed_in(installation, now()))
    app.run()
    assert "That was the turn of HR. The wave still waits for Works council." in said(app)
    app = type_into(app, PASSPHRASES["Works council"])
    list(take_handed_in(installation, now()))
    assert "The wave is counted." in said(app.run())
    assert open_number(installation) is None
