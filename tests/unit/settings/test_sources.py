"""Environment, `.env`, `peil.toml`, defaults: what wins, where it came from, what is refused."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, SecretStr, ValidationError

from surveys.settings.origins import (
    REDACTED,
    describe_errors,
    effective_settings,
    redacted,
    unknown_variables,
)
from surveys.settings.settings import Settings
from surveys.settings.sources import SettingsFileError


class Wider(Settings):
    """Settings with fields that somebody adds later."""

    mail_server: SecretStr | None = Field(default=None, description="How mail is sent.")
    ways: dict[str, SecretStr] = Field(default_factory=dict, description="Other ways.")
    calendar_url: str | None = None


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Stand in an empty folder, without settings from outside."""
    monkeypatch.chdir(tmp_path)
    for name in ("PEIL_FOLDER", "PEIL_ADDRESS", "PEIL_CONFIG", "PEIL_KEEP_RESULTS_YEARS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def origin(name: str, cls: type[Settings] = Settings, **given: Any) -> str:
    return {each.name: each.origin for each in effective_settings(cls, **given)}[name]


def test_the_environment_wins_over_dotenv_over_the_file_over_the_default(
    monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    assert origin("address") == "default"
    (here / "peil.toml").write_text('# where\naddress = "http://toml"\nkeep_results_years = 7\n')
    assert (Settings().address, Settings().keep_results_years) == ("http://toml", 7)
    assert origin("address") == "peil.toml line 2"
    (here / ".env").write_text("PEIL_ADDRESS=http://dotenv\nPEIL_FOLDER=of-dotenv\nOTHER=1\n")
    assert (Settings().address, Settings().folder) == ("http://dotenv", Path("of-dotenv"))
    assert origin("address") == f"{here / '.env'} PEIL_ADDRESS"
    monkeypatch.setenv("PEIL_ADDRESS", "http://environment/")
    assert Settings().address == "http://environment"
    assert origin("address") == "environment PEIL_ADDRESS"
    assert Settings(address="http://given").address == "http://given"
    assert origin("address", address="http://given") == "command line"
    assert origin("keep_results_years") == "peil.toml line 3"
    monkeypatch.setenv("PEIL_KEEP_RESULTS_YEARS", "7")
    assert origin("keep_results_years") == "environment PEIL_KEEP_RESULTS_YEARS", "the same value"


def test_the_file_may_lie_in_the_folder_of_the_installation_or_be_named(
    monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    (here / "srv").mkdir()
    (here / "srv" / "peil.toml").write_text("keep_results_years = 9\n")
    assert Settings().keep_results_years == 5
    assert Settings(folder=here / "srv").keep_results_years == 9
    monkeypatch.setenv("PEIL_FOLDER", "srv")
    assert Settings().keep_results_years == 9
    (here / "peil.toml").write_text("keep_results_years = 8\n")
    assert Settings().keep_results_years == 8
    (here / "other.toml").write_text("keep_results_years = 6\n")
    monkeypatch.setenv("PEIL_CONFIG", "other.toml")
    assert Settings().keep_results_years == 6
    monkeypatch.setenv("PEIL_CONFIG", "gone.toml")
    with pytest.raises(SettingsFileError, match=r"PEIL_CONFIG names gone\.toml, which is not"):
        Settings()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('adress = "http://x"\n', r"adress \(peil.toml line 1\) .* Did you mean address\?"),
        ("\n[colours]\nx = 1\n", r"colours \(peil.toml line 2\) is not a setting of Peil\.$"),
        ("address = http://x\n", "peil.toml is not a TOML file: .*line 1"),
        ("\udcff\udcfe\x00", r"peil\.toml cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_or_with_something_unknown_in_it_is_refused(
    here: Path, content: str, said: str
) -> None:
    (here / "peil.toml").write_text(content, errors="surrogateescape")
    with pytest.raises(SettingsFileError, match=said):
        Settings()


@pytest.mark.parametrize("in_dotenv", [False, True])
def test_a_misspelt_variable_is_refused_with_the_right_name(
    monkeypatch: pytest.MonkeyPatch, here: Path, in_dotenv: bool
) -> None:
    if in_dotenv:
        (here / ".env").write_text("PEIL_KEEP_COMMENT_MONTHS=3\n")
    else:
        monkeypatch.setenv("PEIL_KEEP_COMMENT_MONTHS", "3")
    with pytest.raises(SettingsFileError, match=r"Did you mean PEIL_KEEP_COMMENTS_MONTHS\?"):
        Settings()


def test_a_variable_that_a_cluster_adds_is_named_but_not_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PEIL_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setenv("PEIL_TEST_POSTGRES_URL", "x")
    assert Settings().folder == Path("peil-data")
    (found,) = unknown_variables()
    assert found.in_words() == "PEIL_SERVICE_HOST (environment) is not a setting of Peil."


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PEIL_ADDRESS", "pulse.example.org", "it should look like https://peil.example.org"),
        ("PEIL_ADDRESS", "https://me:secret@example.org", "it should look like"),
        ("PEIL_ADDRESS", "https://example.org/?a=secret", "it should look like"),
        ("PEIL_FOLDER", "", "it does not name a folder of its own"),
        ("PEIL_KEEP_RESULTS_YEARS", "0", "greater than or equal to 1"),
        ("PEIL_KEEP_COMMENTS_MONTHS", "secret", "valid integer"),
        ("PEIL_ONLY", "secret", "'answer' or 'dashboard'"),
    ],
)
def test_an_unsafe_value_is_refused_with_its_place_and_without_itself(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as refused:
        Settings()
    (message,) = describe_errors(refused.value)
    assert message.startswith(f"The setting {name} is not right: ")
    assert said in message
    assert message.endswith(f"It comes from: environment {name}.")
    assert "secret" not in message


def test_an_unsafe_value_in_the_file_is_named_with_its_line(here: Path) -> None:
    (here / "peil.toml").write_text("\nkeep_results_years = 99\n")
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert describe_errors(refused.value)[0].endswith("It comes from: peil.toml line 2.")


def test_new_settings_are_shown_or_refused_without_their_secrets(
    monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    (here / "peil.toml").write_text('[ways]\nteams = "workflows://host/SECRET"\n')
    monkeypatch.setenv("PEIL_MAIL_SERVER", "mailtos://me:SECRET@smtp.example.org")
    monkeypatch.setenv("PEIL_WAYS__CHAT", "slack://SECRET")
    monkeypatch.setenv("PEIL_CALENDAR_URL", "https://me:SECRET@example.org/x?token=SECRET&n=1")
    found = {each.name: each for each in effective_settings(Wider)}
    assert found["mail_server"].value == REDACTED
    assert found["mail_server"].description == "How mail is sent."
    assert found["ways"].value == {"chat": REDACTED, "teams": REDACTED}
    assert found["ways"].origin == "environment PEIL_WAYS__CHAT, peil.toml line 1"
    shown = f"https://me:{REDACTED}@example.org/x?token={REDACTED}&n=1"
    assert found["calendar_url"].value == shown
    assert "SECRET" not in str(found)
    monkeypatch.setenv("PEIL_WAYS", "{SECRET")
    with pytest.raises(SettingsFileError, match='field "ways"') as refused:
        Wider()
    assert "SECRET" not in str(refused.value)


@given(st.text(min_size=1).filter(lambda text: "://" not in text))
def test_no_secret_is_ever_shown(secret: str) -> None:
    assert redacted(SecretStr(secret)) == REDACTED
    deep = {"password": secret, "deep": [SecretStr("!")]}
    assert redacted(deep) == {"password": REDACTED, "deep": [REDACTED]}
    quoted = "".join(letter for letter in secret if letter.isalnum()) * 3
    if quoted:
        assert quoted not in str(redacted(SecretStr(f"postgresql://u:{quoted}@h/d")))
        assert quoted not in str(redacted(f"slack://{quoted}/b"))
