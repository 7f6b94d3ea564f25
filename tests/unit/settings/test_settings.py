"""Where data lies, who signs people in, and which settings belong together."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from surveys.installation.installation import open_installation
from surveys.settings.settings import Settings

WELL_KNOWN = "/.well-known/openid-configuration"
MICROSOFT = "https://login.microsoftonline.com"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Stand in an empty folder, without settings from outside."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PEIL_FOLDER", raising=False)
    monkeypatch.delenv("PEIL_ADDRESS", raising=False)


def test_databases_lie_in_the_folder_of_the_settings_and_keys_apart_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    found = Settings()
    assert (found.folder, found.address) == (Path("peil-data"), "http://localhost:8501")
    assert found.store_folder.parent == found.folder
    assert found.key_folder == tmp_path / "peil-data-keys"
    made = open_installation(Settings(folder=Path("relative")))
    assert made.store_folder == tmp_path / "relative" / "store"
    assert made.keys.path == tmp_path / "relative-keys"
    assert (tmp_path / "relative" / "store" / "peil.db").exists()
    assert made.box(7).path == tmp_path / "relative" / "store" / "box-7.db"
    assert Settings(keys=Path("vault")).key_folder == tmp_path / "vault"


def test_keys_of_data_in_a_home_lie_in_the_state_folder_each_installation_for_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_STATE_HOME")
    one, other = Settings(folder=home / "a" / "data"), Settings(folder=home / "b" / "data")
    assert one.key_folder.parent == home / ".local" / "state" / "peil"
    assert one.key_folder.name.startswith("keys-data-")
    assert one.key_folder != other.key_folder
    assert one.key_folder == Settings(folder=home / "b" / ".." / "a" / "data").key_folder
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "a" / "data" / "state"))
    assert one.key_folder == home / "a" / "data-keys", "never inside the data"
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert one.key_folder.parent == tmp_path / "state" / "peil"
    assert Settings(folder=home).key_folder == tmp_path / "home-keys", "the home of a service"


def provider(**others: object) -> Settings:
    given: dict[str, object] = {
        "oidc_metadata_url": f"https://id.example.org{WELL_KNOWN}",
        "oidc_client_id": "peil",
        "oidc_client_secret": "s",
    }
    return Settings(**(given | others))  # type: ignore[arg-type]


def test_an_identity_provider_needs_three_settings() -> None:
    assert provider().uses_identity_provider
    assert not Settings().uses_identity_provider
    for left_out in ("oidc_metadata_url", "oidc_client_id", "oidc_client_secret"):
        with pytest.raises(ValidationError, match="needed together"):
            provider(**{left_out: None})


@pytest.mark.parametrize(
    "url",
    [
        *(f"http://id.example.org{WELL_KNOWN}", "id.example.org"),
        *(f"{MICROSOFT}/{tenant}/v2.0{WELL_KNOWN}" for tenant in ("common", "organizations")),
    ],
)
def test_a_provider_that_anybody_could_be_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match=r"https://|your own tenant"):
        provider(oidc_metadata_url=url)


def test_links_are_mailed_only_where_mail_is_set_up_and_wanted() -> None:
    mail = "mailto://localhost"
    assert not Settings().mails_sign_in_links
    assert Settings(mail=mail).mails_sign_in_links  # type: ignore[arg-type]
    assert not Settings(mail=mail, sign_in_by_mail=False).mails_sign_in_links  # type: ignore[arg-type]
    assert mail not in repr(Settings(mail=mail))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "proxies", ["127.0.0.1,::1", "10.0.0.5", "10.0.0.0/24, 2001:db8::/32", "", " 10.0.0.5 ,"]
)
def test_proxies_are_addresses_and_networks(proxies: str) -> None:
    assert Settings(proxies=proxies).proxies == proxies


@pytest.mark.parametrize(
    "proxies", ["*", "0.0.0.0/0", "::/0", "proxy", "10.0.0.300", "10.0.0.5/24"]
)
def test_what_would_believe_everybody_or_nobody_is_refused(proxies: str) -> None:
    with pytest.raises(ValidationError, match=r"not an address or network|is everybody"):
        Settings(proxies=f"127.0.0.1, {proxies}")
