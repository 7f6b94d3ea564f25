"""Filters say what is asked for, or are refused; nothing in a value is read as a filter."""

from contextlib import suppress
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scim2_models import InvalidFilterException
from scim2_models.path.expressions import _quote

from db.provisioning import Equal, Several
from surveys.people.provisioning.filter import EVERYTHING, NOTHING, of_groups, of_users

ONE, TWO = UUID(int=1), UUID(int=2)
B, C = Equal("user_name", "b"), Equal("user_name", "c")
IN_GROUP = f'id eq "{ONE}" and members.value eq "{TWO}"'


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (None, EVERYTHING),
        ("", EVERYTHING),
        ('userName eq "Ann@B.org"', Equal("user_name", "ann@b.org")),
        ('USERNAME EQ "ann"', Equal("user_name", "ann")),
        ('externalId eq "A-1"', Equal("key", "A-1")),
        (f'id eq "{ONE}"', Equal("id", ONE)),
        ('id eq "no id"', NOTHING),
        ('emails eq "A@b.org"', Equal("email", "a@b.org")),
        ('emails[type eq "work" and value eq "A@b.org"]', Equal("email", "a@b.org")),
        ('emails[type eq "work"].value eq "A@b.org"', Equal("email", "a@b.org")),
        (
            'externalId eq "a" and (userName eq "b" or userName eq "c")',
            Several("all", (Equal("key", "a"), Several("any", (B, C)))),
        ),
    ],
)
def test_what_is_asked_of_people(text: str | None, asked: object) -> None:
    assert of_users(text) == asked


@pytest.mark.parametrize(
    ("text", "prefix", "asked"),
    [
        ('displayName eq "North"', "", Equal("name", "North")),
        ('displayName eq "Peil-North"', "Peil-", Equal("name", "North")),
        ('displayName eq "North"', "Peil-", NOTHING),
        (IN_GROUP, "", Several("all", (Equal("id", ONE), Equal("member", TWO)))),
    ],
)
def test_what_is_asked_of_groups(text: str, prefix: str, asked: object) -> None:
    assert of_groups(text, prefix) == asked


@pytest.mark.parametrize(
    "text",
    [
        *('displayName eq "North"', 'userName ne "x"', "userName pr", 'not (userName eq "x")'),
        *('emails[type eq "work"]', 'emails[value eq "x" or value eq "y"]', "userName eq x"),
        'active eq "true"',
    ],
)
def test_everything_else_is_refused_and_not_guessed(text: str) -> None:
    with pytest.raises(InvalidFilterException):
        of_users(text)


@given(value=st.text(max_size=200))
def test_a_value_is_only_a_value_and_any_text_is_understood_or_refused(value: str) -> None:
    asked = of_users(f"externalId eq {_quote(value)}")
    assert asked in {Equal("key", value), NOTHING}
    plain = "\x00" not in value and not any(0xD800 <= ord(sign) < 0xE000 for sign in value)
    assert (asked == Equal("key", value)) == plain
    with suppress(InvalidFilterException):
        of_users(value)
