"""`peil keys` and the turns in `peil close-wave`, typed as in a terminal."""

import sys
from collections.abc import Callable
from uuid import UUID

import pytest
import typer

from dashboard.clock import today
from surveys.installation import keepers
from surveys.installation.custody import LOST
from surveys.installation.installation import Installation
from surveys.installation.keepers import Cost
from surveys.waves.waves import open_number, open_wave
from tests.builders import add_people, answer
from tests.commands import Peil, said
from tests.stored import main_rows

HR, COUNCIL = "seven herons cross the river", "the kettle sings in Utrecht"
PROTECT = ("keys", "protect", "--keeper", "HR", "--keeper", "Works council")

Type = Callable[..., None]


@pytest.fixture(autouse=True)
def _cheap_guesses(monkeypatch: pytest.MonkeyPatch, north: UUID) -> None:
    assert north
    monkeypatch.setattr(keepers, "COST", Cost(1, 8192))


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> Type:
    """A function that types lines at the prompts that follow, hidden or not."""
    lines: list[str] = []
    for name in ("hidden_prompt_func", "visible_prompt_func"):
        monkeypatch.setattr(sys.modules[typer.prompt.__module__], name, lambda prompt: lines.pop(0))

    def typed(*more: str) -> None:
        lines[:] = more

    return typed


def test_keepers_are_named_after_hearing_what_a_lost_passphrase_means_and_count_the_wave(
    peil: Peil, type_in: Type, installation: Installation, north: UUID
) -> None:
    assert "There are no keepers" in peil("keys", "status").stdout
    type_in("y", "too short", HR, HR, COUNCIL, "another one that differs", COUNCIL, COUNCIL)
    named = peil(*PROTECT).stdout
    assert LOST in named
    assert "at least 16 characters" in named
    assert "These two differ." in named
    assert HR not in named
    assert COUNCIL not in named
    assert "The keepers are HR, Works council." in said(peil(*PROTECT))
    add_people(installation, north, 6)
    wave = open_wave(installation, opens_on=today(), closes_on=today())
    answer(installation, wave, on=today())
    [(subject,)] = main_rows(
        installation, "SELECT subject FROM audit_entry WHERE action = 'wave opened'"
    )
    assert subject.endswith("sealed for HR and Works council")
    status = peil("keys", "status").stdout
    assert str(installation.keys.path) in status
    assert "still to come: HR and Works council" in status
    type_in(COUNCIL, "")
    turn = peil("close-wave", "--early").stdout
    assert "That was the turn of Works council. Still to come: HR." in turn
    assert open_number(installation) == 1
    type_in("nobody has this passphrase")
    assert "not the passphrase of a keeper" in said(peil("close-wave", "--early"))
    type_in(HR)
    assert "Wave 1 is counted: 2 of 2 units are published." in peil("close-wave", "--early").stdout
    assert open_number(installation) is None


def test_an_open_wave_stays_as_it_is_and_nothing_is_named_without_a_yes(
    peil: Peil, type_in: Type, installation: Installation, north: UUID
) -> None:
    add_people(installation, north, 6)
    open_wave(installation, opens_on=today(), closes_on=today())
    type_in("n")
    refused = peil("keys", "protect", "--keeper", "HR")
    assert refused.returncode == 1
    assert installation.keys.keepers() is None
    type_in("HR", "", "y", HR, HR)
    assert "Wave 1 is open and stays as it is" in peil("keys", "protect").stdout
    assert installation.keys.sealed(1) is None
    assert "Wave 1 is counted" in peil("close-wave", "--early").stdout


def test_keepers_end_with_their_passphrases_and_a_lost_folder_without(
    peil: Peil, type_in: Type, installation: Installation
) -> None:
    assert "There are no keepers" in said(peil("keys", "unprotect"))
    type_in("y", HR, HR, COUNCIL, COUNCIL)
    peil(*PROTECT)
    type_in(HR, "not the right one at all")
    assert "not the passphrase of Works council" in said(peil("keys", "unprotect"))
    type_in(HR, COUNCIL)
    assert "open without keepers" in peil("keys", "unprotect").stdout
    type_in("y", HR, HR)
    peil("keys", "protect", "--keeper", "HR")
    (installation.keys.path / "keepers.json").unlink()
    assert "The keepers HR are not in" in said(peil("keys", "status"))
    assert peil("keys", "unprotect").returncode == 0
    noted = main_rows(
        installation, "SELECT subject FROM audit_entry WHERE action = 'keys unprotected'"
    )
    assert sorted(subject for (subject,) in noted) == ["HR, Works council", "HR, lost"]
