"""The first visitor of an empty installation is nobody without a code that the server printed."""

import secrets
from datetime import UTC, datetime
from uuid import UUID

import pytest

from surveys.access import reader
from surveys.installation import Installation
from surveys.operations import (
    Founder,
    Locale,
    awaits_founder,
    find_founder,
    make_set_up_code,
    set_up_installation,
)
from surveys.operations import set_up as set_up_room
from surveys.organisation import Contacts, SetUpError
from surveys.sign_in import make_link_secret, redeem
from surveys.waves.tokens import ALPHABET, CODE_LENGTH
from tests.refusals import code
from tests.stored import main_dump, main_rows

pytestmark = pytest.mark.both_databases

EVE = Founder("Eve", "eve@example.org", is_hr=True)


def visit(installation: Installation, typed: str) -> UUID:
    """Fill in the first page with a code."""
    contacts = Contacts("Ada", "0800 1")
    return set_up_installation(
        installation, name="Acme", contacts=contacts, locale=Locale(), founder=EVE, code=typed
    )


def sign_in(installation: Installation, person: UUID) -> None:
    now = datetime.now(UTC)
    assert redeem(installation, make_link_secret(installation, person, now), now)


def guesses(code: str) -> list[str]:
    """Return what a stranger may try, with the most that somebody who looks on may know."""
    random = ["".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for _ in range(50)]
    return ["", " ", "-", "%", "0" * CODE_LENGTH, code[:-1], code + "0", code[::-1], *random]


def test_without_the_code_nobody_sets_up_and_with_it_one_does_and_it_is_gone(
    installation: Installation,
) -> None:
    printed = make_set_up_code(installation)
    assert printed is not None
    before = main_dump(installation)
    assert printed not in before
    assert printed.replace("-", "") not in before
    for guess in guesses(printed):
        with pytest.raises(SetUpError, check=code("code")):
            visit(installation, guess)
    assert main_dump(installation) == before
    # Typed as people do.
    founder = reader(installation, visit(installation, printed.lower().replace("-", " ")))
    assert founder is not None
    assert founder.roles == {"administrator", "hr"}
    stored = main_dump(installation)
    assert visit(installation, printed) == founder.person, "a second press is the first"
    assert find_founder(installation, EVE.email, printed) == founder.person
    with pytest.raises(SetUpError, check=code("already")):
        visit(installation, "")
    with pytest.raises(SetUpError, check=code("already")):
        find_founder(installation, "mallory@example.org", printed)
    for guess in guesses(printed):
        with pytest.raises(SetUpError, check=code("code")):
            find_founder(installation, EVE.email, guess)
    assert main_dump(installation) == stored
    sign_in(installation, founder.person)
    assert not awaits_founder(installation)
    with pytest.raises(SetUpError, check=code("already")):
        visit(installation, printed)
    with pytest.raises(SetUpError, check=code("code")):
        find_founder(installation, EVE.email, printed)
    assert make_set_up_code(installation) is None


def test_two_processes_and_a_restart_take_no_code_from_anybody(installation: Installation) -> None:
    printed = [make_set_up_code(installation) or "" for _ in range(3)]
    assert len(set(printed)) == 3
    assert len(main_rows(installation, "SELECT hash FROM set_up_code")) == 3
    sign_in(installation, visit(installation, printed[1]))
    assert main_rows(installation, "SELECT hash FROM set_up_code") == []


def test_a_refusal_for_another_reason_keeps_the_code(installation: Installation) -> None:
    printed = make_set_up_code(installation) or ""
    with pytest.raises(SetUpError, check=code("time_zone")):
        set_up_installation(
            installation,
            name="Acme",
            contacts=Contacts("Ada", "0800 1"),
            locale=Locale("Europe/Atlantis"),
            founder=EVE,
            code=printed,
        )
    visit(installation, printed)


def test_a_mutant_that_lets_anybody_in_is_caught(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_set_up_code(installation)
    monkeypatch.setattr(set_up_room, "_is_valid", lambda *_: True)
    assert reader(installation, visit(installation, "0")) is not None
