"""The capabilities of this service in the terms of SCIM, for identity providers that ask. Pure."""

from typing import Any

from scim2_models import (
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    ETag,
    Filter,
    Meta,
    Patch,
    Resource,
    ResourceType,
    Schema,
    ServiceProviderConfig,
    Sort,
)

from surveys.people.provisioning.resources import Employee, Group, User, Workplace

PAGE_SIZE = 200
"""Maximum number of resources on a page."""


def provider_config(address: str) -> ServiceProviderConfig:
    """Return the supported features: filters and PATCH; not bulk, sorting, passwords or ETags."""
    return ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
        filter=Filter(supported=True, max_results=PAGE_SIZE),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=False),
        etag=ETag(supported=False),
        authentication_schemes=[
            AuthenticationScheme(
                type=AuthenticationScheme.Type.oauthbearertoken,
                name="Bearer token",
                description="The token that `peil scim-token` has printed.",
                primary=True,
            )
        ],
        meta=_meta("ServiceProviderConfig", address, ""),
    )


def resource_types(address: str) -> list[Resource[Any]]:
    """Return the kinds of resources: users and groups."""
    types = [ResourceType.from_resource(Employee), ResourceType.from_resource(Group)]
    for kind in types:
        kind.meta = _meta("ResourceType", address, str(kind.id))
    return list(types)


def schemas(address: str) -> list[Resource[Any]]:
    """Return the attributes of users and groups that are kept; all others are ignored."""
    models: list[Schema] = [model.to_schema() for model in (User, Workplace, Group)]
    for schema in models:
        schema.meta = _meta("Schema", address, str(schema.id))
    return list(models)


def _meta(kind: str, address: str, resource_id: str) -> Meta:
    folder = kind if kind == "ServiceProviderConfig" else f"{kind}s/{resource_id}"
    return Meta(resource_type=kind, location=f"{address}/{folder}")
