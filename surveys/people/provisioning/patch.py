"""PATCH as Microsoft Entra and Okta send it: on a user, and on the members of a group. Pure.

The library reads both dialects but for two things, which are rewritten first: a value without a
path whose names are paths themselves, and members, of which a large group is never read as a whole.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from scim2_models import (
    Context,
    InvalidPathException,
    InvalidSyntaxException,
    InvalidValueException,
    PatchOp,
    Path,
)
from scim2_models.path import (
    AttrPath,
    CompareOperator,
    Comparison,
    FilterNode,
    LogicalExpr,
    LogicalOperator,
    ValuePath,
)

from surveys.people.provisioning.resources import POLICY, Employee, Group, User, Workplace

Operation = Mapping[str, Any]

_MESSAGE = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass(frozen=True)
class Membership:
    """A change of the members of a group: present members stay, or all leave first."""

    keeps: bool = True
    added: frozenset[UUID] = frozenset()
    removed: frozenset[UUID] = frozenset()

    def add(self, members: frozenset[UUID]) -> "Membership":
        """Return the same, and then some come."""
        return Membership(self.keeps, self.added | members, self.removed - members)

    def remove(self, members: frozenset[UUID]) -> "Membership":
        """Return the same, and then some leave."""
        return Membership(self.keeps, self.added - members, self.removed | members)

    def of(self, before: frozenset[UUID]) -> frozenset[UUID]:
        """Return the members after it."""
        return ((before - self.removed) if self.keeps else frozenset()) | self.added


def exactly(members: frozenset[UUID]) -> Membership:
    """Return that some are members and nobody else is."""
    return Membership(keeps=False, added=members)


def patched_user(user: User[Workplace], body: Any) -> None:
    """Change a user as a PATCH says. Raises SCIMException, or ValidationError; then unchanged."""
    _apply(Employee, user, [part for one in _operations(body) for part in _spread(one)])


def patched_group(group: Group, body: Any) -> Membership:
    """Apply a PATCH to a group but for its members; return the change of those.

    Raises SCIMException, or ValidationError.
    """
    membership, others = Membership(), []
    for operation in _operations(body):
        for part in _spread(operation):
            path = part.get("path")
            parsed = Path[Group](path).ast if isinstance(path, str) else None
            if _names_members(parsed):
                membership = _changed(membership, part, parsed)
            else:
                others.append(part)
    if others:
        _apply(Group, group, others)
    return membership


def ids_of(members: Any) -> frozenset[UUID]:
    """Return the ids in a list of members, or in one of them."""
    listed = members if isinstance(members, list) else [members]
    ids = set()
    for member in listed:
        ids.add(_id(_named(member, "value") if isinstance(member, Mapping) else member))
    return frozenset(ids)


def _apply(model: Any, resource: Any, operations: list[Operation]) -> None:
    message = {"schemas": [_MESSAGE], "Operations": operations}
    patch = PatchOp[model].model_validate(
        message, scim_ctx=Context.RESOURCE_PATCH_REQUEST, scim_policy=POLICY
    )
    patch.patch(resource, scim_policy=POLICY)


def _operations(body: Any) -> list[Operation]:
    """Return the operations of a message with their names in small letters."""
    listed = _named(body, "operations") if isinstance(body, Mapping) else None
    if not isinstance(listed, list) or not listed:
        raise InvalidSyntaxException(detail="a PATCH has a list of Operations")
    if not all(isinstance(operation, Mapping) for operation in listed):
        raise InvalidSyntaxException(detail="each operation is an object")
    return [{str(name).lower(): value for name, value in one.items()} for one in listed]


def _spread(operation: Operation) -> Iterator[Operation]:
    """Give a value without a path one operation for each name that is a path or has members."""
    value = operation.get("value")
    if operation.get("path") or not isinstance(value, Mapping):
        yield operation
        return
    apart = [name for name in value if "[" in str(name) or str(name).lower() == "members"]
    together = {name: value[name] for name in value if name not in apart}
    if together or not apart:
        yield {**operation, "value": together}
    for name in apart:
        yield {**operation, "path": name, "value": value[name]}


def _named(values: Mapping[str, Any], name: str) -> Any:
    """Return the value with a name, whatever the case of its letters; None without one."""
    return next((values[key] for key in values if key.lower() == name), None)


def _names_members(path: Any) -> bool:
    attribute = path.attr_path if isinstance(path, ValuePath) else path
    return isinstance(attribute, AttrPath) and attribute.attr.lower() == "members"


def _changed(membership: Membership, operation: Operation, path: Any) -> Membership:
    how, value = str(operation.get("op")).lower(), operation.get("value")
    if isinstance(path, ValuePath):
        if how != "remove":
            raise InvalidPathException(detail="chosen members can only be removed")
        return membership.remove(frozenset(_chosen(path.val_filter)))
    if path.sub_attr is not None or how not in {"add", "remove", "replace"}:
        raise InvalidValueException(detail="members are added, removed or replaced")
    if how == "remove":
        return exactly(frozenset()) if value is None else membership.remove(ids_of(value))
    return membership.add(ids_of(value)) if how == "add" else exactly(ids_of(value or []))


def _chosen(node: FilterNode) -> Iterator[UUID]:
    """Return the ids in `value eq "a" or value eq "b"`."""
    if isinstance(node, LogicalExpr) and node.op == LogicalOperator.or_:
        for term in node.terms:
            yield from _chosen(term)
        return
    is_value = isinstance(node, Comparison) and node.attr_path.attr.lower() == "value"
    if not isinstance(node, Comparison) or not is_value or node.op != CompareOperator.eq:
        raise InvalidPathException(detail='members are chosen with [value eq "…"]')
    yield _id(node.value)


def _id(value: Any) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as fault:
        raise InvalidValueException(detail="the value of a member is not an id of ours") from fault
