"""The identity provider, against real small ones: what it says of itself, and where it sends."""

from typing import Any

import orjson
import pytest

from surveys.doctor.identity_provider import Provider, check
from surveys.doctor.verdict import Verdict
from tests.mail import free_port
from tests.store.doctor import servers
from tests.store.doctor.servers import Reply

HERE = "http://localhost:8501"
PATH = "/.well-known/openid-configuration"
KEYS = b'{"keys": [{}]}'


def examined(keys: bytes = KEYS, here: str = HERE, **changed: Any) -> Verdict:
    """Return the verdict on a provider with something changed in its metadata; None removes it."""

    def reply(path: str) -> Reply:
        if path != PATH:
            return 200, {}, keys
        metadata = {
            "issuer": address,
            "authorization_endpoint": f"{address}/authorize",
            "token_endpoint": f"{address}/token",
            "jwks_uri": f"{address}/keys",
            "response_types_supported": ["code"],
            **changed,
        }
        stated = {name: value for name, value in metadata.items() if value is not None}
        return 200, {"Content-Type": "application/json"}, orjson.dumps(stated)

    with servers.web(reply) as address:
        (verdict,) = check(Provider(address + PATH, "id", "secret"), here, by_mail=False)
    return verdict


def test_a_provider_that_says_all_that_is_needed_is_fine() -> None:
    verdict = examined()
    assert verdict.severity == "ok"
    assert verdict.what.endswith(f"back to {HERE}/oauth2callback")
    assert examined(here="https://pulse.example.org").severity == "ok"


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        *(
            ({name: None}, f"does not say its {name}.")
            for name in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
        ),
        ({"response_types_supported": ["id_token"]}, "signing in by a code"),
        ({"keys": b'{"keys": []}'}, "has no keys"),
        ({"keys": b"<html>"}, "something else than JSON"),
        ({"here": "http://pulse.example.org"}, "Providers refuse to send people back"),
    ],
)
def test_what_the_provider_lacks_is_a_fault(changed: dict[str, Any], what: str) -> None:
    verdict = examined(**changed)
    assert verdict.severity == "fault"
    assert what in verdict.what


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        ((404, {}, b""), "answers with status 404"),
        ((200, {}, b"<html>"), "something else than JSON"),
        ((200, {}, b"[]"), "something else than an object"),
    ],
)
def test_an_address_of_something_else_is_a_fault(answer: Reply, what: str) -> None:
    with servers.web(lambda path: answer) as where:
        (verdict,) = check(Provider(where + PATH, "id", "secret"), HERE, by_mail=True)
    assert verdict.severity == "fault"
    assert what in verdict.what


@pytest.mark.parametrize(
    ("url", "client", "what"),
    [
        ("login.example.org", "id", "is none"),
        ("http://localhost:{free}/x", "id", "nothing listens"),
        ("https://x", None, "PEIL_OIDC_CLIENT_ID is missing"),
    ],
)
def test_a_provider_that_cannot_be_asked_is_a_fault(
    url: str, client: str | None, what: str
) -> None:
    provider = Provider(url.format(free=free_port()), client, "secret")
    verdict, *_ = check(provider, HERE, by_mail=True)
    assert verdict.severity == "fault"
    assert what in verdict.what


def test_a_provider_elsewhere_cannot_send_back_to_this_machine() -> None:
    elsewhere = Provider("https://login.peil.invalid/x", "id", "secret")
    *_, last = check(elsewhere, HERE, by_mail=True)
    assert "only works on this machine" in last.what


@pytest.mark.parametrize(("by_mail", "severity"), [(True, "ok"), (False, "warning")])
def test_without_provider_people_sign_in_by_mail_if_any(by_mail: bool, severity: str) -> None:
    verdicts = check(Provider(None, None, None), HERE, by_mail=by_mail)
    assert [verdict.severity for verdict in verdicts] == [severity]
