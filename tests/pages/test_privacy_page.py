"""The privacy page: open to everybody, true to this installation, and silent on who answered."""

from datetime import timedelta
from uuid import UUID

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.clock import today
from surveys.answering.casting import cast
from surveys.installation.installation import Installation
from surveys.texts import Texts
from surveys.waves.waves import OpenedWave, Thresholds, open_wave
from tests.builders import add_people
from tests.pages.conftest import Open, text_of

LIMITS = (
    "It does not protect you from somebody who changes the running program, or who watches the "
    "connection while you answer."
)


@pytest.fixture
def wave(installation: Installation, organisation: dict[str, UUID]) -> OpenedWave:
    """An open wave of eight people, with raised thresholds."""
    add_people(installation, organisation["North"], 8)
    return open_wave(
        installation,
        opens_on=today(),
        closes_on=today() + timedelta(days=3),
        thresholds=Thresholds(k=7, k_distribution=12, k_comment=15),
    )


def all_of(app: AppTest) -> str:
    return "\n".join([text_of(app), *(element.value for element in app.success)])


def test_anybody_may_open_it_even_before_set_up(open_page: Open) -> None:
    app = open_page("privacy")
    assert app.title[0].value == Texts("en").gettext("What happens to your answers")


def test_it_says_what_is_not_protected(open_page: Open) -> None:
    assert LIMITS in all_of(open_page("privacy"))


def test_without_a_wave_it_gives_the_default_thresholds(open_page: Open) -> None:
    text = all_of(open_page("privacy"))
    assert "A number: at least **5** answers." in text
    assert "spread: at least **10**." in text
    assert "Comments: **12 months** after their wave closed." in text
    assert "**5 years** after the wave closed." in text


@pytest.mark.usefixtures("wave")
def test_it_gives_the_thresholds_of_the_open_wave(open_page: Open) -> None:
    text = all_of(open_page("privacy"))
    assert "A number: at least **7** answers." in text
    assert "spread: at least **12**." in text
    assert "Comments: at least **15**." in text


@pytest.mark.usefixtures("wave")
def test_the_live_audit_passes_and_explains_each_table(open_page: Open) -> None:
    app = open_page("privacy")
    assert app.success[0].value == "Passed: all that is stored here may be stored."
    text = all_of(app)
    for table in ("person", "invitation", "token", "ballot", "result"):
        assert f"`{table}`" in text
    assert "all sealed envelopes have the same length" in text


def test_a_fault_is_shown_with_what_to_do(open_page: Open, installation: Installation) -> None:
    (installation.store_folder / "box-9.db").touch()
    app = open_page("privacy")
    assert not app.success
    assert app.error[0].value.startswith("1 thing is not as it should be.")
    text = all_of(app)
    assert "There is a ballot box box-9.db that belongs to no open wave." in text
    assert "Restart Peil" in text


def test_nothing_on_it_changes_when_somebody_answers(
    open_page: Open, installation: Installation, wave: OpenedWave
) -> None:
    before = all_of(open_page("privacy"))
    for token in list(wave.tokens.values())[:3]:
        cast(installation, token, {}, today())
    st.cache_data.clear()
    assert all_of(open_page("privacy")) == before


@pytest.mark.usefixtures("wave")
def test_it_names_nobody_and_no_place_on_the_machine(
    open_page: Open, installation: Installation
) -> None:
    text = all_of(open_page("privacy"))
    assert "Person 1" not in text
    assert str(installation.store_folder.parent) not in text
