"""Answering a pulse, from the link to the thank-you."""

from datetime import timedelta
from uuid import UUID

import pytest

from dashboard.clock import today
from surveys.answering import LinkError, answer_sheet
from surveys.counting import close_wave
from surveys.installation import Installation
from surveys.instrument import COMMENT
from surveys.measures.catalogue import shipped
from surveys.waves import OpenedWave, in_groups, make_slips, open_wave
from tests.builders import add_people, add_person
from tests.pages.conftest import Open, ballots, press, text_of

MOOD = [tip.text for tip in shipped().tips if tip.about == "mood"][1]
"""The tip about mood whose turn it is in the first wave."""


@pytest.mark.parametrize("invited", [12], ids=["comments can be read"])
def test_it_promises_asks_thanks_and_shows_own_answers_in_the_language(
    open_page: Open, token: str
) -> None:
    app = open_page("answer", language="nl", t=token)
    assert "resultaten van 5 mensen of meer" in text_of(app)
    assert "Hoe voelde je je op je werk?" in app.pills[0].label
    app.pills(key="mood_1").select(0)
    app.pills(key="wlb_1").select(4)
    app.button[-1].click().run()
    shown = text_of(app)
    assert app.title[0].value == "Dank je wel"
    for words in ("Heel slecht", MOOD["nl"], "[0800 1234](tel:08001234). Ada Counsel."):
        assert words in shown


@pytest.mark.parametrize("invited", [12], ids=["comments can be read"])
def test_it_asks_anchors_first_preselects_nothing_promises_and_names_readers_and_support(
    open_page: Open, token: str
) -> None:
    app = open_page("answer", t=token)
    assert [pills.key for pills in app.pills][:7] == [
        "mood_1", "wlb_1", "iso_1", "wl_1", "ra_1", "ao_1", "iso_2",
    ]  # fmt: skip
    assert all(pills.value is None for pills in app.pills)
    shown = text_of(app)
    assert "North · 12 colleagues · Wave 1" in shown
    assert "How did you feel at work?" in app.pills[0].label
    assert "results of 5 people or more" in shown
    assert "comments word for word in groups of 10 or more" in shown
    assert "in a group of 10 people or more" in shown
    assert "[0800 1234](tel:08001234). Ada Counsel." in shown


def test_everything_may_be_skipped_and_sending_spends_the_link(
    open_page: Open, token: str, installation: Installation
) -> None:
    app = open_page("answer", t=token)
    app.button[-1].click().run()
    assert "You have answered nothing yet" in app.warning[0].value
    assert answer_sheet(installation, token, today()), "the link has not been used"
    press(app, "Send my answers")
    assert "You have answered nothing yet" in app.warning[0].value, "a double click sends nothing"
    press(app, "Send it empty")
    assert app.title[0].value == "Thank you"
    with pytest.raises(LinkError):
        answer_sheet(installation, token, today())
    assert "Have you answered already?" in text_of(open_page("answer", t=token))


def test_somebody_who_was_asked_once_can_still_answer(
    open_page: Open, token: str, installation: Installation
) -> None:
    app = open_page("answer", t=token)
    press(app, "Send my answers")
    app.pills(key="mood_1").select(3)
    press(app, "Send my answers")
    assert app.title[0].value == "Thank you"
    assert [ballot.answers for ballot in ballots(installation)] == [{"mood_1": (3,)}]


def test_a_comment_with_a_name_is_sent_only_when_sent_again(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> None:
    add_person(installation, organisation["North"], "Björn")
    add_people(installation, organisation["North"], 11)
    wave = open_wave(installation, opens_on=today(), closes_on=today())
    app = open_page("answer", t=next(iter(wave.tokens.values())))
    app.pills(key="mood_1").select(3)
    app.text_area(key="comment").input("Thanks to bjorn")
    app.button[-1].click().run()
    assert "seems to name somebody" in app.warning[0].value
    assert "“bjorn”" in app.warning[0].value
    assert app.pills(key="mood_1").value == 3
    app.text_area(key="comment").input("Thanks to Björn")
    press(app, "Send it as it is")
    assert "“Björn”" in app.warning[0].value, "after a change it is checked again"
    press(app, "Send my answers")
    assert "“Björn”" in app.warning[0].value, "a double click sends nothing"
    press(app, "Send it as it is")
    assert app.title[0].value in {"Thank you", "Dank je wel"}
    assert [text.value for text in app.text] == ["Thanks to Björn"]
    assert [ballot.comments for ballot in ballots(installation)] == [{COMMENT: "Thanks to Björn"}]


@pytest.mark.parametrize("invited", [12], ids=["comments can be read"])
def test_a_comment_without_names_is_sent_at_once(
    open_page: Open, token: str, installation: Installation
) -> None:
    app = open_page("answer", t=token)
    app.pills(key="mood_1").select(0)
    app.pills(key="wlb_1").select(4)
    app.text_area(key="comment").input("More **quiet** mornings")
    app.button[-1].click().run()
    assert app.title[0].value == "Thank you"
    assert "Very bad" in text_of(app)
    assert MOOD["en"] in text_of(app)
    assert [ballot.comments for ballot in ballots(installation)] == [
        {COMMENT: "More **quiet** mornings"}
    ]


def test_an_unknown_link_says_what_to_do_and_one_of_a_counted_wave_when_the_pulse_closed(
    open_page: Open, token: str, installation: Installation
) -> None:
    app = open_page("answer", t="no-such-token")
    assert app.title[0].value == "This link has been used, or is not complete"
    assert "Open the link from your invitation" in text_of(app)
    assert not app.pills
    close_wave(installation, today())
    app = open_page("answer", t=token)
    assert app.title[0].value == "This pulse has closed"
    assert str(today().year) in text_of(app)


@pytest.mark.parametrize("days", [(today() - timedelta(days=1),) * 2])
def test_a_wave_past_its_date_takes_no_answers_before_it_is_counted_either(
    open_page: Open, token: str
) -> None:
    assert open_page("answer", t=token).title[0].value == "This pulse has closed"


def test_choosing_more_than_allowed_sends_nothing(
    open_page: Open, installation: Installation, wave: OpenedWave
) -> None:
    for _ in range(25):
        close_wave(installation, today())
        wave = open_wave(installation, opens_on=today(), closes_on=today())
    token = next(iter(wave.tokens.values()))
    app = open_page("answer", t=token)
    app.pills(key="fh_4").select(0).select(1).select(2)
    app.button[-1].click().run()
    assert "Please choose at most 2." in text_of(app)
    assert answer_sheet(installation, token, today()).wave == 26


def test_without_a_link_it_asks_for_the_code_on_a_slip_until_it_is_right(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> None:
    add_people(installation, organisation["North"], 6)
    [made] = make_slips(installation, ["North"])
    open_wave(installation, opens_on=today(), closes_on=today())
    app = open_page("answer")
    assert app.title[0].value == "Do you have a paper slip?"
    assert "0800 1234. Ada Counsel." in text_of(app)
    app.text_input[0].input("AAAA-BBBB-CCCC-DDDD")
    app.button[-1].click().run()
    assert app.title[0].value == "This link has been used, or is not complete"
    app.button[-1].click().run()
    assert app.title[0].value == "Do you have a paper slip?"
    app.text_input[0].input(in_groups(made.codes[0]).lower())
    app.button[-1].click().run()
    assert "North · 6 colleagues · Wave 1" in text_of(app)
    app.pills(key="mood_1").select(3)
    press(app, "Send my answers")
    assert app.title[0].value == "Thank you"
