"""What the services refuse is said in the reader's language, and never as markup."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from surveys.access.access import ANONYMOUS, OPERATOR, Reader, check_administers
from surveys.answering.casting import answer_sheet
from surveys.counting.counting import close_wave
from surveys.documents.values import read_values
from surveys.errors import PeilError
from surveys.example.example import create_example
from surveys.follow_up.agreements import note_agreement
from surveys.history import mapping
from surveys.installation.installation import Installation, inspect_installation
from surveys.instrument.file import load_own, shipped
from surveys.instrument.own_questions import refuse_asked_twice
from surveys.messages.channels import send
from surveys.messages.texts import MessageText, checked
from surveys.operations.set_up import Founder, Locale, set_up_installation
from surveys.organisation.confirmation_rule import switch
from surveys.organisation.organisation import Contacts, save_contacts
from surveys.people.file.table import Upload
from surveys.people.importing.importing import Files, plan_import
from surveys.people.roles import give
from surveys.programme.changes import save_rhythm
from surveys.programme.locality import save_locale
from surveys.programme.rhythm import Rhythm
from surveys.settings.settings import Settings
from surveys.tables.rows import read_rows
from surveys.texts import Texts
from surveys.waves.slips import make_slips, withdraw
from surveys.waves.waves import open_wave

EVIL = "[click](https://evil.example)"
DAY = date(2026, 3, 2)
MOOD = shipped().question("mood_1")
ADA = Contacts("Ada", "0800")
HR = Reader(ANONYMOUS, "Hanna", None, frozenset({"hr"}), frozenset())
PEOPLE = f"name,email,unit\nAnn,{EVIL},North\n".encode()


def agree(installation: Installation) -> None:
    note_agreement(installation, HR, UUID(int=1), " ", indicator=None, starts_on=DAY, review_on=DAY)


def set_up(installation: Installation, zone: str) -> None:
    founder, locale = Founder("Sam", "sam@example.org"), Locale(zone)
    set_up_installation(
        installation, name="Acme", contacts=ADA, locale=locale, founder=founder, code=None
    )


REFUSALS: dict[str, Callable[[Installation], object]] = {
    "nobody": lambda at: open_wave(at, opens_on=DAY, closes_on=DAY),
    "none_open": lambda at: close_wave(at, DAY),
    "unknown_unit": lambda at: make_slips(at, [EVIL]),
    "none_to_withdraw": lambda at: withdraw(at, ["North"]),
    "counsellor_name": lambda at: save_contacts(at, OPERATOR, Contacts("", "")),
    "time_zone": lambda at: set_up(at, EVIL),
    "already": lambda at: set_up(at, "UTC"),
    "text": agree,
    "person": lambda at: give(at, OPERATOR, "a@example.org", "hr", None),
    "no_address": lambda at: give(at, OPERATOR, EVIL, "hr", None),
    "weekday": lambda at: Rhythm(f"FREQ=WEEKLY;BYDAY={EVIL}", DAY),
    "too_often": lambda at: save_rhythm(at, OPERATOR, Rhythm("FREQ=DAILY", DAY), ()),
    "country": lambda at: save_locale(at, OPERATOR, time_zone="UTC", language="en", country=EVIL),
    "unknown": lambda at: checked("invitation", MessageText(f"{{{EVIL}}}", "{link}")),
    "closed": lambda at: answer_sheet(at, "token", DAY),
    "faults": lambda at: plan_import(at, None, Files(Upload(f"{EVIL}.csv", PEOPLE))),
    "no_mail": lambda at: send(Settings(), address=EVIL, subject="", body=""),
    "no_channel": lambda at: send(Settings(), address="", subject="", body="", channel=EVIL),
    "administrators": lambda at: check_administers(HR),
    "confirmations": lambda at: switch(at, OPERATOR, on=False),
    "few_people": lambda at: create_example(
        at, number_of_people=1, today=DAY, progress=lambda *_: None
    ),
    "no_database": lambda at: inspect_installation(Settings(folder=Path(f"/{EVIL}"))),
    "missing": lambda at: at.keys.read(1),
    "unreadable": lambda at: read_rows(Path(EVIL), ("unit",)),
    "asked_twice": lambda at: refuse_asked_twice(
        [MOOD, MOOD.model_copy(update={"id": EVIL, "reverse": True})]
    ),
}


def refusal(installation: Installation, call: Callable[[Installation], object]) -> PeilError:
    with pytest.raises(PeilError) as refused:
        call(installation)
    return refused.value


@pytest.mark.usefixtures("organisation")
@pytest.mark.parametrize("code", REFUSALS)
def test_a_refusal_is_said_in_dutch_and_leads_nowhere(
    installation: Installation, code: str
) -> None:
    error = refusal(installation, REFUSALS[code])
    assert error.code == code
    assert error.in_words(Texts("nl")) != error.in_words(Texts("en")) == str(error)
    for language in ("en", "nl"):
        shown = error.in_markdown(Texts(language))
        assert "https://" not in shown
        assert not any(sign in shown.replace(f"\\{sign}", "") for sign in "[]")


@pytest.mark.parametrize(
    "call",
    [
        lambda at: read_values(at, Settings(), DAY),
        lambda at: open_wave(at, opens_on=DAY, closes_on=DAY),
        lambda at: plan_import(at, None, Files(Upload("p.csv", b"name,email,unit\nA,a@b.nl,N\n"))),
        lambda at: save_rhythm(at, OPERATOR, Rhythm("FREQ=WEEKLY", DAY), ()),
    ],
)
def test_before_set_up_each_service_says_so(
    installation: Installation, call: Callable[[Installation], object]
) -> None:
    error = refusal(installation, call)
    assert error.code == "not_set_up"
    assert error.in_words(Texts("nl")) != str(error)


@pytest.mark.parametrize("call", [lambda: load_own(f"{{{EVIL}"), lambda: mapping.load(Path(EVIL))])
def test_what_is_wrong_with_a_yaml_file_leads_nowhere_either(call: Callable[[], object]) -> None:
    with pytest.raises(PeilError) as refused:
        call()
    assert "https://" in str(refused.value) or "evil.example" in str(refused.value)
    assert "https://" not in refused.value.in_markdown(Texts("nl"))
    assert str(refused.value) != refused.value.in_words(Texts("nl"))
