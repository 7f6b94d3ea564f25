"""Translates filters into conditions: `eq`, joined by `and` and `or`. Pure.

Identity providers send filters such as `userName eq "ann@example.org"`, `externalId eq "…"`,
`emails[type eq "work"].value eq "…"`, `displayName eq "North"`, `id eq … and members.value eq …`.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from scim2_models import InvalidFilterException, ScimFilter
from scim2_models.path import (
    AttrPath,
    CompareOperator,
    Comparison,
    FilterNode,
    LogicalExpr,
    LogicalOperator,
    ValuePath,
)

from db.provisioning import Column, Condition, Equal, Several
from surveys.access.mail_address import spellings
from surveys.people.provisioning.details import without_mark
from surveys.people.provisioning.resources import Employee, Group

EVERYTHING = Several("all", ())
NOTHING = Several("any", ())
MAX_FILTER_LENGTH = 1_000
"""Maximum length of a filter in characters, more than any identity provider sends."""

_OF_USERS: Mapping[str, Column] = {
    "id": "id",
    "username": "user_name",
    "externalid": "key",
    "emails": "email",
    "emails.value": "email",
}
_OF_GROUPS: Mapping[str, Column] = {
    "id": "id",
    "displayname": "name",
    "externalid": "key",
    "members": "member",
    "members.value": "member",
}
_NUMBERS = {"id", "member"}
_NO_TEXT = {"\x00", *map(chr, range(0xD800, 0xE000))}
"""Characters that JSON can write and no database can hold."""


def of_users(text: str | None) -> Condition:
    """Return the condition of a filter of people. Raises InvalidFilterException."""
    return _condition(text, Employee, _OF_USERS, "")


def of_groups(text: str | None, prefix: str = "") -> Condition:
    """Return the condition of a filter of units; names are compared without the prefix.

    Raises InvalidFilterException.
    """
    return _condition(text, Group, _OF_GROUPS, prefix)


def _condition(
    text: str | None, model: Any, columns: Mapping[str, Column], prefix: str
) -> Condition:
    if not text:
        return EVERYTHING
    if len(text) > MAX_FILTER_LENGTH or "\x00" in text:
        raise InvalidFilterException(detail=f"a filter has at most {MAX_FILTER_LENGTH} characters")
    try:
        parsed: FilterNode = ScimFilter[model](text).ast
        return _read(parsed, columns, prefix)
    except RecursionError as fault:
        raise InvalidFilterException(detail="the filter is nested too deeply") from fault


def _read(node: FilterNode, columns: Mapping[str, Column], prefix: str) -> Condition:
    if isinstance(node, LogicalExpr):
        parts = tuple(_read(term, columns, prefix) for term in node.terms)
        return Several("all" if node.op == LogicalOperator.and_ else "any", parts)
    if isinstance(node, ValuePath):
        return _read(_value_of(node), columns, prefix)
    if not isinstance(node, Comparison) or node.op != CompareOperator.eq:
        raise _not_understood(str(node))
    column = columns.get(_name(node.attr_path))
    if column is None:
        raise _not_understood(str(node))
    return _equal(column, node.value, prefix)


def _equal(column: Column, value: Any, prefix: str) -> Condition:
    """Return the comparison; NOTHING for a value that no row can have."""
    if not isinstance(value, str) or any(sign in _NO_TEXT for sign in value):
        return NOTHING
    if column in _NUMBERS:
        try:
            return Equal(column, UUID(value))
        except ValueError:
            return NOTHING
    if column == "name":
        name = value[len(prefix) :].strip()
        has_prefix = value.lower().startswith(prefix.lower())
        return Equal(column, name) if has_prefix else NOTHING
    if column == "email":
        forms = tuple(Equal(column, form) for form in spellings(value))
        return forms[0] if len(forms) == 1 else Several("any", forms)
    if column == "user_name":
        return _named(value.lower())
    return Equal(column, value)


def _named(value: str) -> Condition:
    """Return the comparison with a user name, which may have the mark of a deleted account."""
    present = without_mark(value)
    if present is None:
        return Equal("user_name", value)
    return Several("any", (Equal("user_name", value), Equal("user_name", present)))


def _value_of(node: ValuePath) -> Comparison:
    """Return the one comparison of the value in `emails[type eq "work" and value eq "x"]`."""
    terms = node.val_filter.terms if isinstance(node.val_filter, LogicalExpr) else [node.val_filter]
    joined_by_and = not isinstance(node.val_filter, LogicalExpr) or (
        node.val_filter.op == LogicalOperator.and_
    )
    values = [t for t in terms if isinstance(t, Comparison) and _name(t.attr_path) == "value"]
    if not joined_by_and or len(values) != 1 or node.sub_attr is not None:
        raise _not_understood(str(node))
    (value,) = values
    return Comparison(AttrPath(node.attr_path.attr, "value"), value.op, value.value)


def _name(path: AttrPath) -> str:
    name = path.attr if path.sub_attr is None else f"{path.attr}.{path.sub_attr}"
    return name.lower()


def _not_understood(what: str) -> InvalidFilterException:
    detail = (
        f"{what[:100]!r} is not understood: people are found by userName, externalId, id or "
        "emails.value, groups by displayName, externalId, id or members.value; with eq, and, or"
    )
    return InvalidFilterException(detail=detail)
