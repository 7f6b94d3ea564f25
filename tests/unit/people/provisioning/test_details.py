"""What is kept of somebody who is described as a whole."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scim2_models import SCIMException

from surveys.names import is_readable
from surveys.people.provisioning.details import (
    MAX_TEXT_LENGTH,
    Details,
    Known,
    as_user,
    details_of,
    line,
)
from surveys.people.provisioning.resources import POLICY, Employee

ADDRESS = "https://pulse.example.org/scim/v2"


def of(**described: Any) -> Details:
    described = {"userName": "ann@b.org", "schemas": [], **described}
    return details_of(Employee.model_validate(described, scim_policy=POLICY))


@pytest.mark.parametrize(
    ("described", "name"),
    [
        ({}, "ann@b.org"),
        ({"displayName": "Ann"}, "Ann"),
        ({"displayName": "Ann", "name": {"formatted": "Mrs. Ann Smith"}}, "Ann"),
        ({"name": {"formatted": "Ann Smith", "givenName": "A", "familyName": "S"}}, "Ann Smith"),
        ({"name": {"givenName": "Ann", "familyName": "Smith"}}, "Ann Smith"),
        ({"name": {"givenName": "Ann"}}, "ann@b.org"),
        ({"displayName": " \u202eAnn\n Smith\x07 "}, "Ann Smith"),
    ],
)
def test_the_name(described: dict[str, Any], name: str) -> None:
    assert of(**described).name == name


@pytest.mark.parametrize(
    ("emails", "address"),
    [
        ([], "ann@b.org"),
        ([{"value": "x@b.org", "type": "home"}], "x@b.org"),
        ([{"value": "x@b.org", "type": "home"}, {"value": "w@b.org", "type": "work"}], "w@b.org"),
        ([{"value": "w@b.org", "type": "work"}, {"value": "p@b.org", "primary": True}], "p@b.org"),
        ([{"type": "work"}], "ann@b.org"),
        ([{"value": "ann@intern.local"}], "ann@intern.local"),
    ],
)
def test_the_address(emails: list[dict[str, Any]], address: str) -> None:
    assert of(emails=emails).email == address


@pytest.mark.parametrize(
    ("asked", "language"),
    [(None, None), ("nl", "nl"), ("nl-BE", "nl"), ("en_US", "en"), ("fr", None), ("nl;q=1", "nl")],
)
def test_the_language(asked: str | None, language: str | None) -> None:
    assert of(preferredLanguage=asked).language == language


def test_a_user_name_that_is_not_an_address_needs_one_and_no_text_may_be_too_long() -> None:
    assert of(userName="ASmith", emails=[{"value": "ann@b.org"}]).user_name == "ASmith"
    with pytest.raises(SCIMException, match="e-mail address"):
        of(userName="asmith")
    with pytest.raises(SCIMException, match="displayName is longer than 200"):
        of(displayName="x" * (MAX_TEXT_LENGTH + 1))


def test_what_is_not_given_anew_stays() -> None:
    before = Known(UUID(int=1), "Ann", "ann@b.org", None, "7", "nl", None)
    user = Employee.model_validate({"userName": "ann@b.org", "schemas": []}, scim_policy=POLICY)
    kept = details_of(user, before)
    assert (kept.name, kept.key, kept.language) == ("Ann", "7", "nl")


def test_who_came_by_file_is_shown_with_the_address_as_user_name() -> None:
    known = Known(UUID(int=1), "Ann", "Ann@B.org", None, None, None, (UUID(int=2), "North"))
    user = as_user(known, ADDRESS, unit_from_department=False)
    assert (user.user_name, user.active) == ("Ann@B.org", True)
    assert user.groups is not None
    assert user.groups[0].display == "North"


@given(text=st.text(max_size=MAX_TEXT_LENGTH))
def test_a_line_is_one_line_that_can_be_printed(text: str) -> None:
    kept = line(text, "x")
    assert is_readable(kept)
    assert kept == line(kept, "x")
    assert "  " not in kept
