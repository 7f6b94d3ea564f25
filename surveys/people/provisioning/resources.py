"""People and units as SCIM knows them: the attributes that are kept, all others are ignored. Pure.

The models say what `/Schemas` publishes. Their attributes have a plain type where the library's own
models are stricter than mail systems are.
"""

from typing import Annotated, Any, Union

from pydantic import Field
from scim2_models import (
    URN,
    ComplexAttribute,
    Extension,
    Meta,
    Mutability,
    Reference,
    Required,
    Resource,
    ScimPolicy,
    Uniqueness,
)
from scim2_models.resources.resource import AnyExtension

POLICY = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    # Both as Microsoft Entra sends them.
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)


class Name(ComplexAttribute):
    """The parts of a name."""

    formatted: str | None = None
    family_name: str | None = None
    given_name: str | None = None


class Email(ComplexAttribute):
    """An e-mail address; the primary one counts, else that of the type "work"."""

    value: str | None = None
    type: str | None = None
    primary: bool | None = None


class GroupOfUser(ComplexAttribute):
    """The unit that somebody works in."""

    value: Annotated[str | None, Mutability.read_only] = None
    display: Annotated[str | None, Mutability.read_only] = None


class Workplace(Extension):
    """Where somebody works, in the words of the extension for enterprises."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")
    department: str | None = None


class User(Resource[AnyExtension]):
    """A person who works here."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")
    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    display_name: str | None = None
    name: Name | None = None
    active: bool | None = None
    emails: list[Email] | None = None
    preferred_language: str | None = None
    groups: Annotated[list[GroupOfUser] | None, Mutability.read_only] = None


class Member(ComplexAttribute):
    """A person in a unit, or a unit right below it."""

    value: Annotated[str | None, Mutability.immutable] = None
    ref: Annotated[Reference[Union["User[Any]", "Group"]] | None, Mutability.immutable] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    type: Annotated[str | None, Mutability.immutable] = Field(None, examples=["User", "Group"])
    display: Annotated[str | None, Mutability.read_only] = None


class Group(Resource[Any]):
    """A unit."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")
    display_name: Annotated[str | None, Required.true] = None
    members: list[Member] | None = None


Employee = User[Workplace]
"""A user with the extension for enterprises: the model of everything about people."""


def location_of(kind: str, address: str, resource_id: str) -> str:
    """Return the location of a resource."""
    return f"{address}/{kind}s/{resource_id}"


def meta_of(kind: str, address: str, resource_id: str) -> Meta:
    """Return the kind of a resource and its location."""
    return Meta(resource_type=kind, location=location_of(kind, address, resource_id))
