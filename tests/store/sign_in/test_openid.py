"""What an identity provider says about somebody opens a session here, or does not."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from surveys.installation import Installation, shared_secret
from surveys.sign_in import SESSION_LIFETIME, session_reader
from surveys.sign_in.openid import sign_in_with_identity
from tests.builders import add_person
from tests.stored import main_rows

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def hr(installation: Installation, north: UUID) -> UUID:
    add_person(installation, north, "Lou")
    return add_person(installation, north, "Kim", role="hr")


def identity(**others: Any) -> dict[str, Any]:
    seconds = NOW.timestamp()
    usual = {"email": "Kim@example.org", "email_verified": True, "iat": seconds - 5}
    return usual | {"exp": seconds + 600, "sub": "1", "groups": ["administrators"]} | others


def test_a_session_lasts_12_hours_with_stored_roles(installation: Installation, hr: UUID) -> None:
    secret = sign_in_with_identity(installation, identity(), ["email"], NOW)
    assert secret is not None
    who = session_reader(installation, secret, NOW + SESSION_LIFETIME)
    assert who is not None
    assert (who.person, who.roles) == (hr, {"hr"}), "never those that the provider names"
    assert timedelta(hours=12) == SESSION_LIFETIME
    late = NOW + SESSION_LIFETIME + timedelta(seconds=1)
    assert session_reader(installation, secret, late) is None


@pytest.mark.parametrize(
    "others",
    [
        {"email": "stranger@example.org"},
        {"email": "\u212aim@example.org"},
        {"email": "kim@example.org "},
        {"email": None},
        {"email": ["stranger@example.org"]},
        {"email": [["kim@example.org"], {"value": "kim@example.org"}]},
        {"email": ["kim@example.org", "lou@example.org"]},
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": None},
        {"iat": NOW.timestamp() - 3600},
        {"iat": NOW.timestamp() + 3600},
        {"iat": "soon"},
        {"iat": None},
        {"exp": NOW.timestamp() - 300},
        {"exp": 1e300},
    ],
)
def test_an_unknown_unchecked_or_late_identity_opens_nothing(
    installation: Installation, others: dict[str, Any]
) -> None:
    assert sign_in_with_identity(installation, identity(**others), ["email"], NOW) is None
    assert main_rows(installation, "SELECT kind FROM sign_in") == []


def test_a_provider_may_name_the_address_otherwise_unchecked(installation: Installation) -> None:
    claims = identity(preferred_username="kim@example.org")
    del claims["email_verified"]
    assert sign_in_with_identity(installation, claims, ["email"], NOW) is not None
    claims = identity(email="other@example.org", preferred_username="kim@example.org")
    assert sign_in_with_identity(installation, claims, ["preferred_username"], NOW) is not None
    assert sign_in_with_identity(installation, claims, ["missing"], NOW) is None


def test_the_secret_that_signs_cookies_is_one_for_all_processes(installation: Installation) -> None:
    assert shared_secret(installation, "cookies") == shared_secret(installation, "cookies")
    assert shared_secret(installation, "other") != shared_secret(installation, "cookies")
    assert len(shared_secret(installation, "cookies")) == 32


BOTH = ("email", "preferred_username")
KIM, STRANGER = "kim@example.org", "stranger@example.org"


@pytest.mark.parametrize(
    ("claims", "is_known"),
    [
        ({"email": "", "preferred_username": KIM}, True),
        ({"email": "  ", "preferred_username": KIM}, True),
        ({"email": None, "preferred_username": KIM}, True),
        ({"email": [], "preferred_username": KIM}, True),
        ({"email": ["", None], "preferred_username": KIM}, True),
        ({"email": "not an address", "preferred_username": KIM}, True),
        ({"email": ["alias@example.org", KIM]}, True),
        ({"email": [KIM, KIM.upper()]}, True),
        ({"email": STRANGER, "preferred_username": KIM}, False),
        ({"email": "", "preferred_username": KIM, "email_verified": False}, False),
        ({"email": "", "preferred_username": ""}, False),
    ],
)
def test_the_first_claim_with_an_address_says_who_it_is(
    installation: Installation, claims: dict[str, Any], is_known: bool
) -> None:
    opened = sign_in_with_identity(installation, identity(**claims), BOTH, NOW)
    assert (opened is not None) == is_known
