"""A wrong or missing setting is one message, whichever command reads it, and never a traceback."""

from pathlib import Path

import pytest

from tests.commands import Peil, said


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", ["tick", "audit", "trail"])
@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("PEIL_DATABASE_URL", "nonsense", "is not the address of a PostgreSQL database"),
        ("PEIL_DATABASE_URL", "", "is not the address of a PostgreSQL database"),
        ("PEIL_MESSAGES_PER_SECOND", "-3", "greater than 0. It comes from: environment"),
        ("PEIL_KEEP_COMMENTS_MONTHS", "0", "The setting PEIL_KEEP_COMMENTS_MONTHS is not right"),
        ("PEIL_KEEP_RESULTS_YEARS", "many", "should be a valid integer"),
        ("PEIL_ONLY", "both", "should be 'answer' or 'dashboard'"),
        ("PEIL_CONFIG", "missing.toml", "names missing.toml, which is not a file"),
        ("PEIL_CHANNELS", "nonsense", "cannot be read"),
    ],
)
def test_a_wrong_variable_is_one_sentence(
    peil: Peil,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    variable: str,
    value: str,
    reason: str,
) -> None:
    monkeypatch.setenv(variable, value)
    assert reason in said(peil(command))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("messages_per_second = -1", "It comes from: peil.toml line 1."),
        ("no TOML", "peil.toml is not a TOML file"),
    ],
)
def test_a_wrong_line_of_the_file_is_one_sentence(peil: Peil, line: str, reason: str) -> None:
    Path("peil.toml").write_text(line)
    assert reason in said(peil("tick"))


def test_an_unknown_name_in_the_file_is_named_with_its_line_and_the_nearest(peil: Peil) -> None:
    Path("peil.toml").write_text('adress = "https://peil.example.org"')
    run = peil("tick")
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert "adress (peil.toml line 1)" in run.stderr
    assert "Did you mean address?" in run.stderr


def test_a_folder_that_cannot_be_made_is_one_sentence(peil: Peil) -> None:
    Path("taken").touch()
    assert "cannot be used: Not a directory" in said(peil("tick", folder=Path("taken")))


def test_a_database_that_does_not_answer_is_no_traceback(
    peil: Peil, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEIL_DATABASE_URL", "postgresql://peil_clock:secret@localhost:1/peil")
    run = peil("tick")
    assert run.returncode == 1
    assert "cannot be reached" in run.stderr
    assert "Traceback" not in run.stderr
    assert "secret" not in run.stderr
