"""PATCH in both dialects: the same outcome, repeated nothing new, members as in a whole group."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scim2_models import Context, PatchOp, SCIMException

from surveys.people.provisioning.details import Details, Known, details_after, to_be_patched
from surveys.people.provisioning.patch import Membership, patched_group, patched_user
from surveys.people.provisioning.resources import POLICY, Group, Member

WORK = 'emails[type eq "work"].value'
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
NEW_WORK = {"value": "new@b.org", "type": "work"}
NEW_PRIMARY = {"value": "new@b.org", "primary": True}
JONES = (("given", "Ann"), ("family", "Jones"))
ANN = Known(UUID(int=9), "Ann Smith", "ann@b.org", "ann@b.org", "7", "en", None)


def after(*operations: dict[str, Any], of: Known = ANN) -> Details:
    user = to_be_patched(of, "https://pulse.example.org", unit_from_department=True)
    patched_user(user, {"Operations": list(operations)})
    return details_after(user, of)


def known(details: Details) -> Known:
    """Somebody as they are stored after that."""
    d = details
    unit = (UUID(int=3), d.department) if d.department else None
    return Known(ANN.id, d.name, d.email, d.user_name, d.key, d.language, unit)


@pytest.mark.parametrize("no", [False, "False", "false"])
@pytest.mark.parametrize("op", ["Replace", "replace", "add", "REPLACE"])
def test_inactive_in_every_dialect(op: str, no: Any) -> None:
    assert not after({"op": op, "path": "active", "value": no}).active
    assert not after({"op": op, "value": {"active": no}}).active
    assert after({"op": op, "path": "active", "value": "True"}).active


@pytest.mark.parametrize(
    "operations",
    [
        [{"op": "Replace", "path": "displayName", "value": "Ann Jones"}],
        [{"op": "replace", "value": {"displayName": "Ann Jones"}}],
        [{"op": "add", "path": "name.formatted", "value": "Ann Jones"}],
        [{"op": "replace", "path": "name", "value": {"formatted": "Ann Jones"}}],
        [{"op": "replace", "value": {"name": {"givenName": "Ann", "familyName": "Jones"}}}],
        [{"op": "replace", "value": {"name.givenName": "Ann", "name.familyName": "Jones"}}],
        [{"op": "Replace", "path": f"name.{part}Name", "value": name} for part, name in JONES],
    ],
)
def test_a_name_in_every_dialect_but_one_part_of_it_changes_none(
    operations: list[dict[str, Any]],
) -> None:
    assert after(*operations).name == "Ann Jones"
    assert after({"op": "replace", "path": "name.familyName", "value": "Jones"}).name == "Ann Smith"


@pytest.mark.parametrize(
    ("operation", "address"),
    [
        ({"op": "Replace", "path": WORK, "value": "new@b.org"}, "new@b.org"),
        ({"op": "add", "path": "emails[primary eq true].value", "value": "new@b.org"}, "new@b.org"),
        ({"op": "replace", "value": {WORK: "new@b.org"}}, "new@b.org"),
        ({"op": "replace", "path": "emails", "value": [NEW_WORK]}, "new@b.org"),
        ({"op": "replace", "value": {"emails": [NEW_PRIMARY]}}, "new@b.org"),
        ({"op": "replace", "path": "userName", "value": "new@b.org"}, "new@b.org"),
        ({"op": "add", "path": 'emails[type eq "home"].value', "value": "h@b.org"}, "ann@b.org"),
        ({"op": "remove", "path": "emails"}, "ann@b.org"),
        ({"op": "remove", "path": 'emails[type eq "work"]'}, "ann@b.org"),
        ({"op": "replace", "path": "userName", "value": "asmith"}, "ann@b.org"),
        ({"op": "add", "path": "phoneNumbers", "value": [{"value": "1"}]}, "ann@b.org"),
        ({"op": "add", "path": "urn:example:2.0:User:x", "value": "1"}, "ann@b.org"),
        ({"op": "add", "path": f"{ENTERPRISE}:manager", "value": "1"}, "ann@b.org"),
    ],
)
def test_an_address_in_every_dialect_and_what_leaves_it(
    operation: dict[str, Any], address: str
) -> None:
    assert after(operation).email == address


def test_a_user_name_that_was_not_the_address_leaves_it_and_details_can_be_removed() -> None:
    apart = Known(ANN.id, "Ann", "ann@b.org", "ann@login", None, None, None)
    changed = after({"op": "replace", "path": "userName", "value": "jones@login"}, of=apart)
    assert (changed.user_name, changed.email) == ("jones@login", "ann@b.org")
    paths = ("externalId", "preferredLanguage", f"{ENTERPRISE}:department")
    here = Known(ANN.id, "Ann", "a@b.org", None, "7", "nl", (UUID(int=3), "Care"))
    gone = after(*({"op": "remove", "path": path} for path in paths), of=here)
    assert (gone.key, gone.language, gone.department) == (None, None, None)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=30)
ADDRESSES = st.sampled_from(["a@b.org", "New@b.org", "ann@b.org", "ANN@b.org"])
REPLACEMENTS = st.one_of(
    st.tuples(st.sampled_from(["displayName", "externalId", "name.formatted"]), TEXTS),
    st.tuples(st.sampled_from(["name.givenName", "name.familyName"]), TEXTS),
    st.tuples(st.just("userName"), ADDRESSES),
    st.tuples(st.sampled_from([WORK, "emails[primary eq true].value"]), ADDRESSES),
    st.tuples(st.just("preferredLanguage"), st.sampled_from(["nl-NL", "en", "fr", "NL_be"])),
    st.tuples(st.just(f"{ENTERPRISE}:department"), TEXTS.filter(str.strip)),
    st.tuples(st.just("active"), st.sampled_from([True, "True", "true"])),
)


@given(
    changes=st.lists(REPLACEMENTS, min_size=1, max_size=6),
    op=st.sampled_from(["Replace", "replace", "add"]),
    apart=st.booleans(),
)
def test_a_replacement_that_is_repeated_changes_nothing_more(
    changes: list[tuple[str, Any]], op: str, apart: bool
) -> None:
    operations = [{"op": op, "path": path, "value": value} for path, value in changes]
    if not apart:
        operations = [{"op": op, "value": dict(changes)}]
    once = after(*operations)
    assert after(*operations, of=known(once)) == once


IDS = st.frozensets(st.integers(0, 6).map(lambda n: UUID(int=n)), max_size=5)


def listed(members: frozenset[UUID]) -> list[dict[str, str]]:
    return [{"value": str(member)} for member in sorted(members)]


def moves() -> st.SearchStrategy[dict[str, Any]]:
    members, numbers = IDS.map(listed).filter(bool), st.integers(0, 6)
    ops = st.sampled_from(["add", "Add", "remove", "Remove", "replace"])
    whole_ops = st.sampled_from(["add", "replace"])
    return st.one_of(
        st.builds(lambda v, op: {"op": op, "path": "members", "value": v}, members, ops),
        st.builds(lambda v, op: {"op": op, "value": {"members": v}}, members, whole_ops),
        numbers.map(lambda n: {"op": "remove", "path": f'members[value eq "{UUID(int=n)}"]'}),
        st.just({"op": "remove", "path": "members"}),
    )


def whole(before: frozenset[UUID], operations: list[dict[str, Any]]) -> frozenset[UUID]:
    """The members after the library has applied the same to a group with all its members."""
    group = Group(display_name="x", members=[Member(value=str(m)) for m in sorted(before)])
    body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations}
    patch = PatchOp[Group].model_validate(
        body, scim_ctx=Context.RESOURCE_PATCH_REQUEST, scim_policy=POLICY
    )
    patch.patch(group, scim_policy=POLICY)
    return frozenset(UUID(str(member.value)) for member in group.members or [])


@given(before=IDS, operations=st.lists(moves(), min_size=1, max_size=5), some=IDS)
def test_members_change_as_if_the_whole_group_had_been_read_and_can_be_restored(
    before: frozenset[UUID], operations: list[dict[str, Any]], some: frozenset[UUID]
) -> None:
    membership = patched_group(Group(display_name="x"), {"Operations": operations})
    assert membership.of(before) == whole(before, operations)
    new = some - before
    assert Membership().add(new).remove(new).of(before) == before
    assert Membership().remove(some & before).add(some & before).of(before) == before


def test_a_group_is_renamed_beside_its_members() -> None:
    group = Group(id=str(UUID(int=1)), display_name="North")
    value = {"id": str(UUID(int=1)), "displayName": "South", "members": listed(frozenset({ANN.id}))}
    membership = patched_group(group, {"operations": [{"OP": "Add", "Value": value}]})
    assert group.display_name == "South"
    assert membership == Membership(added=frozenset({ANN.id}))


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": f'members[value eq "{ANN.id}"]', "value": []},
        {"op": "remove", "path": 'members[display eq "x"]'},
        {"op": "remove", "path": 'members[value sw "x"]'},
        {"op": "add", "path": "members.value", "value": "x"},
        {"op": "move", "path": "members", "value": []},
        {"op": "add", "path": "members", "value": None},
        {"op": "remove", "path": "displayName"},
    ],
)
def test_what_cannot_be_done_with_members_is_refused(operation: dict[str, Any]) -> None:
    group = Group(id=str(UUID(int=1)), display_name="North")
    with pytest.raises((SCIMException, ValueError)):
        patched_group(group, {"Operations": [operation]})
