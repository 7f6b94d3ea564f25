"""Answering a pulse, from the link to the thank-you."""

from datetime import timedelta
from uuid import UUID

import pytest

from dashboard.clock import today
from db import people
from db.base import insert
from db.engine import writing
from surveys.answering.ballot import Ballot, unseal
from surveys.answering.casting import LinkError, answer_sheet
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation
from surveys.instrument.file import shipped
from surveys.instrument.rotation import questions_of_wave
from surveys.waves.slips import make_slips
from surveys.waves.tokens import in_groups
from surveys.waves.waves import OpenedWave, open_wave
from tests.builders import add_people
from tests.pages.conftest import Open, text_of


@pytest.fixture
def wave(installation: Installation, organisation: dict[str, UUID]) -> OpenedWave:
    add_people(installation, organisation["North"], 6)
    return open_wave(installation, opens_on=today(), closes_on=today())


@pytest.fixture
def token(wave: OpenedWave) -> str:
    return next(iter(wave.tokens.values()))


@pytest.mark.parametrize(
    ("language", "first", "promise"),
    [
        ("en", "How did you feel at work?", "results of 5 people or more"),
        ("nl", "Hoe voelde je je op je werk?", "resultaten van 5 mensen of meer"),
    ],
)
def test_it_says_who_sees_what_and_asks_anchors_before_the_block(
    open_page: Open, token: str, language: str, first: str, promise: str
) -> None:
    app = open_page("answer", language=language, t=token)
    assert promise in text_of(app)
    assert first in app.pills[0].label
    assert [pills.key for pills in app.pills][:7] == [
        "mood_1", "wlb_1", "iso_1", "wl_1", "ra_1", "ao_1", "iso_2",
    ]  # fmt: skip


def test_it_says_for_which_unit_and_how_many_colleagues(open_page: Open, token: str) -> None:
    app = open_page("answer", t=token)
    assert "North · 6 colleagues · Wave 1" in text_of(app)


def test_nothing_is_preselected(open_page: Open, token: str) -> None:
    app = open_page("answer", t=token)
    assert all(pills.value is None for pills in app.pills)


def test_the_token_leaves_the_address_at_once(open_page: Open, token: str) -> None:
    app = open_page("answer", t=token)
    assert "t" not in app.query_params


def test_everything_may_be_skipped(open_page: Open, token: str) -> None:
    app = open_page("answer", t=token)
    app.button[-1].click().run()
    assert not app.exception
    assert app.title[0].value == "Thank you"


@pytest.mark.parametrize(
    ("language", "thanks", "own", "tip"),
    [
        ("en", "Thank you", "Very bad", "Plan one thing tomorrow"),
        ("nl", "Dank je wel", "Heel slecht", "Plan morgen één ding"),
    ],
)
def test_after_sending_it_shows_own_answers_tips_and_whom_to_talk_to(
    open_page: Open, token: str, language: str, thanks: str, own: str, tip: str
) -> None:
    app = open_page("answer", language=language, t=token)
    app.pills(key="mood_1").select(0)
    app.pills(key="wlb_1").select(4)
    app.button[-1].click().run()
    said = text_of(app)
    assert app.title[0].value == thanks
    assert own in said
    assert tip in said
    assert "Ada Counsel, 0800 1234" in said


def test_a_comment_with_a_name_is_sent_only_when_sent_again(
    open_page: Open,
    installation: Installation,
    organisation: dict[str, UUID],
) -> None:
    warning = "seems to hold a name"
    with writing(installation.engine) as session:
        insert(
            session,
            people.Person(name="Björn Bo", email="b@x.org", unit_id=organisation["North"]),
        )
    add_people(installation, organisation["North"], 6)
    wave = open_wave(installation, opens_on=today(), closes_on=today())
    app = open_page("answer", t=next(iter(wave.tokens.values())))
    app.pills(key="mood_1").select(3)
    app.text_area(key="comment").input("Thanks to bjorn")
    app.button[-1].click().run()
    assert warning in app.warning[0].value
    assert "“bjorn”" in app.warning[0].value
    assert app.pills(key="mood_1").value == 3
    app.text_area(key="comment").input("Thanks to Björn")
    app.button[-1].click().run()
    assert "“Björn”" in app.warning[0].value, "changed, it is looked at anew"
    app.button[-1].click().run()
    assert app.title[0].value in {"Thank you", "Dank je wel"}
    assert [text.value for text in app.text] == ["Thanks to Björn"]
    assert [ballot.comment for ballot in opened_ballots(installation)] == ["Thanks to Björn"]


def opened_ballots(installation: Installation) -> list[Ballot]:
    key, questions = installation.keys.read(1), questions_of_wave(shipped(), 1)
    return [unseal(body, questions, key) for body in installation.box(1).bodies()]


def test_a_comment_without_traces_is_sent_at_once(
    open_page: Open, token: str, installation: Installation
) -> None:
    app = open_page("answer", t=token)
    app.text_area(key="comment").input("More **quiet** mornings")
    app.button[-1].click().run()
    assert app.title[0].value == "Thank you"
    assert [ballot.comment for ballot in opened_ballots(installation)] == [
        "More **quiet** mornings"
    ]


def test_it_says_who_will_read_a_comment(open_page: Open, token: str) -> None:
    app = open_page("answer", t=token)
    assert "in a group of 10 people or more" in app.text_area(key="comment").help
    assert "comments word for word in groups of 10 or more" in text_of(app)


def test_the_support_lines_are_there_before_answering_too(open_page: Open, token: str) -> None:
    assert "Ada Counsel, 0800 1234" in text_of(open_page("answer", t=token))


def test_sending_spends_the_link(open_page: Open, token: str, installation: Installation) -> None:
    app = open_page("answer", t=token)
    app.button[-1].click().run()
    with pytest.raises(LinkError):
        answer_sheet(installation, token, today())


@pytest.mark.usefixtures("wave")
def test_an_unknown_link_says_what_to_do(open_page: Open) -> None:
    app = open_page("answer", t="no-such-token")
    title = "This link cannot be used"
    advice = "Open it from your invitation"
    assert app.title[0].value == title
    assert advice in text_of(app)
    assert not app.pills


def test_a_used_link_says_that_all_is_well(open_page: Open, token: str) -> None:
    open_page("answer", t=token).button[-1].click().run()
    app = open_page("answer", t=token)
    assert "You have answered already" in text_of(app)


def test_an_expired_link_says_when_the_pulse_closed(
    open_page: Open, token: str, installation: Installation
) -> None:
    close_wave(installation, today())
    app = open_page("answer", t=token)
    title = "This pulse has closed"
    assert app.title[0].value == title
    assert str(today().year) in text_of(app)


def test_a_wave_past_its_date_takes_no_answers_before_it_is_counted_either(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> None:
    add_people(installation, organisation["North"], 6)
    yesterday = today() - timedelta(days=1)
    opened = open_wave(installation, opens_on=yesterday, closes_on=yesterday)
    app = open_page("answer", t=next(iter(opened.tokens.values())))
    assert app.title[0].value == "This pulse has closed"


def test_choosing_more_than_allowed_sends_nothing(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> None:
    add_people(installation, organisation["North"], 6)
    for _ in range(25):
        open_wave(installation, opens_on=today(), closes_on=today())
        close_wave(installation, today())
    opened = open_wave(installation, opens_on=today(), closes_on=today())
    token = next(iter(opened.tokens.values()))
    app = open_page("answer", t=token)
    app.pills(key="fh_4").select(0).select(1).select(2)
    app.button[-1].click().run()
    assert "please choose at most 2" in text_of(app)
    assert answer_sheet(installation, token, today()).wave == 26


def test_without_a_link_it_asks_for_the_code_on_a_slip(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> None:
    add_people(installation, organisation["North"], 6)
    [made] = make_slips(installation, ["North"])
    open_wave(installation, opens_on=today(), closes_on=today())
    app = open_page("answer")
    assert app.title[0].value == "Do you have a paper slip?"
    assert "Ada Counsel, 0800 1234" in text_of(app)
    app.text_input[0].input(in_groups(made.codes[0]).lower())
    app.button[-1].click().run()
    assert "North · 6 colleagues · Wave 1" in text_of(app)
    app.button[-1].click().run()
    assert app.title[0].value == "Thank you"


@pytest.mark.usefixtures("wave")
def test_a_mistyped_code_can_be_typed_again(
    open_page: Open,
) -> None:
    app = open_page("answer")
    app.text_input[0].input("AAAA-BBBB-CCCC-DDDD")
    app.button[-1].click().run()
    assert app.title[0].value == "This link cannot be used"
    app.button[-1].click().run()
    assert app.title[0].value == "Do you have a paper slip?"
