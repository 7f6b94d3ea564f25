"""The identity provider, against real small ones: what it says of itself, and where it sends."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from surveys.doctor.identity_provider import Provider, check
from surveys.doctor.verdict import Verdict
from tests.store.doctor import servers
from tests.store.doctor.servers import Reply

HERE = "http://localhost:8501"
PATH = "/.well-known/openid-configuration"


def provider(change: Callable[[dict[str, Any]], object], keys: bytes = b'{"keys": [{}]}') -> Any:
    """Serve the metadata of a provider with something changed in it."""
    address: list[str] = []

    def reply(path: str) -> Reply:
        if path != PATH:
            return 200, {}, keys
        said: dict[str, Any] = {
            "issuer": address[0],
            "authorization_endpoint": f"{address[0]}/authorize",
            "token_endpoint": f"{address[0]}/token",
            "jwks_uri": f"{address[0]}/keys",
            "response_types_supported": ["code"],
        }
        change(said)
        return 200, {"Content-Type": "application/json"}, orjson.dumps(said)

    serving = servers.web(reply)
    address.append(serving.__enter__())
    return serving, f"{address[0]}{PATH}"


def looked_at(
    change: Callable[[dict[str, Any]], object] = lambda said: None,
    keys: bytes = b'{"keys": [{}]}',
    here: str = HERE,
) -> list[Verdict]:
    """Return what is found about a provider with something changed in it."""
    serving, url = provider(change, keys)
    try:
        return list(check(Provider(url, "id", "secret"), here, by_mail=False))
    finally:
        serving.__exit__(None, None, None)


def test_a_provider_that_says_all_that_is_needed_is_fine() -> None:
    (verdict,) = looked_at()
    assert verdict.severity == "ok"
    assert verdict.what.endswith(f"back to {HERE}/oauth2callback")


@pytest.mark.parametrize("name", ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_what_the_provider_does_not_say_is_a_fault(name: str) -> None:
    (verdict,) = looked_at(lambda said: said.pop(name))
    assert verdict.severity == "fault"
    assert f"does not say its {name}." in verdict.what


def test_a_provider_without_codes_or_keys_is_a_fault() -> None:
    (verdict,) = looked_at(lambda said: said.update(response_types_supported=["id_token"]))
    assert "signing in by a code" in verdict.what
    (verdict,) = looked_at(keys=b'{"keys": []}')
    assert "has no keys" in verdict.what
    (verdict,) = looked_at(keys=b"<html>")
    assert "something else than JSON" in verdict.what


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((404, {}, b""), "answers with status 404"),
        ((200, {}, b"<html>"), "something else than JSON"),
        ((200, {}, b"[]"), "something else than an object"),
    ],
)
def test_an_address_that_is_no_provider_is_a_fault(answer: Reply, said: str) -> None:
    with servers.web(lambda path: answer) as where:
        (verdict,) = check(Provider(where + PATH, "id", "secret"), HERE, by_mail=True)
    assert verdict.severity == "fault"
    assert said in verdict.what


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("login.example.org", "is none"),
        ("http://localhost:{free}/x", "nothing listens"),
    ],
)
def test_a_provider_that_cannot_be_asked_is_a_fault(url: str, said: str) -> None:
    provider = Provider(url.format(free=servers.free_port()), "id", "secret")
    found = list(check(provider, HERE, by_mail=True))
    assert found[0].severity == "fault"
    assert said in found[0].what


def test_where_people_are_sent_back_to_must_be_encrypted_or_here() -> None:
    (verdict,) = looked_at(here="http://pulse.example.org")
    assert "Providers refuse to send people back" in verdict.what
    (verdict,) = looked_at(here="https://pulse.example.org")
    assert verdict.severity == "ok"
    elsewhere = Provider("https://login.peil.invalid/x", "id", "secret")
    found = list(check(elsewhere, HERE, by_mail=True))
    assert "only works on this machine" in found[-1].what


def test_a_provider_set_in_part_names_what_is_missing() -> None:
    (verdict,) = check(Provider("https://x", None, "secret"), HERE, by_mail=True)
    assert verdict.severity == "fault"
    assert "PEIL_OIDC_CLIENT_ID is missing" in verdict.what


def test_without_provider_people_sign_in_by_mail_if_there_is_mail() -> None:
    nobody = Provider(None, None, None)
    assert [v.severity for v in check(nobody, HERE, by_mail=True)] == ["ok"]
    assert [v.severity for v in check(nobody, HERE, by_mail=False)] == ["warning"]
