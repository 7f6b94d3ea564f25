"""The privacy page: open to everybody, true to this installation, and silent on who answered."""

from datetime import timedelta
from uuid import UUID

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.clock import today
from surveys.answering import cast
from surveys.documents import LIMITS, PROMISE
from surveys.installation import Installation
from surveys.installation.custody import BOX_AND_KEY, WITHOUT_KEEPERS
from surveys.waves import OpenedWave, Thresholds, open_wave
from tests.builders import add_people
from tests.pages.conftest import Open, text_of


@pytest.fixture
def wave(installation: Installation, organisation: dict[str, UUID]) -> OpenedWave:
    """An open wave of eight people, with raised thresholds."""
    add_people(installation, organisation["North"], 8)
    raised = Thresholds(k=7, k_distribution=12, k_comment=15)
    last = today() + timedelta(days=3)
    return open_wave(installation, opens_on=today(), closes_on=last, thresholds=raised)


def all_of(app: AppTest) -> str:
    return "\n".join([text_of(app), *(element.value for element in app.success)])


def test_anybody_may_read_limits_and_default_thresholds_even_before_set_up(
    open_page: Open,
) -> None:
    app = open_page("privacy")
    assert app.title[0].value == "What happens to your answers"
    text = all_of(app)
    assert all(sentence in text for sentence in (PROMISE, *LIMITS))
    assert f"{BOX_AND_KEY} {WITHOUT_KEEPERS}" in text
    assert "A number: at least **5** answers." in text
    assert "spread: at least **10**." in text
    assert "Comments: **12 months** after their wave closed." in text
    assert "**5 years** after the wave closed." in text


def test_in_an_open_wave_it_shows_its_thresholds_and_a_passed_audit_and_names_nobody(
    open_page: Open, installation: Installation, wave: OpenedWave
) -> None:
    app = open_page("privacy")
    text = all_of(app)
    assert "A number: at least **7** answers." in text
    assert "spread: at least **12**." in text
    assert "Comments: at least **15**." in text
    assert app.success[0].value == "Passed: all that is stored here may be stored."
    for table in ("person", "invitation", "token", "ballot", "result"):
        assert f"`{table}`" in text
    assert "all sealed envelopes have the same length" in text
    assert "Person 1" not in text
    assert str(installation.store_folder.parent) not in text
    for token in list(wave.tokens.values())[:3]:
        cast(installation, token, {}, today())
    st.cache_data.clear()
    assert all_of(open_page("privacy")) == text, "nothing changes when somebody answers"


def test_a_fault_is_shown_with_what_to_do(open_page: Open, installation: Installation) -> None:
    (installation.store_folder / "box-9.db").touch()
    app = open_page("privacy")
    assert not app.success
    assert app.error[0].value.startswith("1 thing is not as it should be.")
    text = all_of(app)
    assert "There is a ballot box box-9.db that belongs to no open wave." in text
    assert "Restart Peil" in text
