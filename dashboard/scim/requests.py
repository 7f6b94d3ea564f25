"""The SCIM endpoints: what each method does at each address, once the token was accepted."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from scim2_models import (
    Error,
    InvalidFilterException,
    Resource,
    ResponseParameters,
    SCIMException,
)
from starlette.responses import Response

from dashboard.scim import refusals
from dashboard.scim.door import ScimError
from dashboard.scim.representations import (
    Query,
    asked_by_post,
    attributes_asked,
    listed,
    page_asked,
    shown,
    with_members,
)
from surveys.people.held_units import UnitHeldError, record_held_unit
from surveys.people.provisioning import discovery, people_sync, units_sync
from surveys.people.provisioning.directory import Directory
from surveys.people.provisioning.people_sync import Page
from surveys.people.provisioning.places import NotSetUpError
from surveys.people.provisioning.resources import Employee, Group
from surveys.people.stopping import StoppedError, record_stop

Perform = Callable[[Directory, Query, Any], Response]
_Service = Callable[[Directory, Query, Any, str], Response]

_SEARCH = ".search"
_WRITES = {"POST", "PUT", "PATCH"}


def endpoint(method: str, path: Sequence[str]) -> Perform:
    """Return the function for a request. Raises ScimError for an unknown address or method."""
    kind, resource_id = path[0], path[1] if len(path) == 2 else None
    if path[-1] == _SEARCH and len(path) < 3:
        services = _OF_SEARCH.get(kind)
        resource_id = None
    else:
        services = (_OF_ALL if resource_id is None else _OF_ONE).get(kind)
    if services is None or len(path) > 2:
        raise ScimError(404, "there is nothing at this address")
    service = services.get(method)
    if service is None:
        allowed = ", ".join(services)
        raise ScimError(405, f"{method} does nothing here", headers={"Allow": allowed})

    def perform(directory: Directory, query: Query, body: Any) -> Response:
        try:
            return service(directory, query, body, resource_id or "")
        except (SCIMException, ValidationError) as fault:
            if method in _WRITES and path[-1] != _SEARCH:
                refusals.note(directory, kind, resource_id, body, fault)
            raise _refused(fault) from fault
        except StoppedError as stopped:
            record_stop(directory.installation, "directory", stopped.limits)
            raise ScimError(403, str(stopped)) from stopped
        except UnitHeldError as held:
            record_held_unit(directory.installation, held)
            raise ScimError(403, str(held)) from held
        except NotSetUpError as fault:
            raise ScimError(503, str(fault)) from fault

    return perform


def _refused(fault: SCIMException | ValidationError) -> ScimError:
    """Return the error that tells why a request was refused."""
    if isinstance(fault, ValidationError):
        return _invalid_value(fault)
    if isinstance(fault.__cause__, ValidationError):
        return _invalid_value(fault.__cause__)
    return ScimError(fault.status, fault.detail, fault.scim_type or None)


def _invalid_value(fault: ValidationError) -> ScimError:
    """Return the error for the first invalid value, without the value itself."""
    first = Error.from_validation_errors(fault.errors(include_url=False))[0]
    return ScimError(first.status or 400, first.detail or "", first.scim_type)


def _find_people(directory: Directory, query: Query, body: Any, _id: str) -> Response:
    del body
    first, number = page_asked(query)
    page = people_sync.find(directory, filter_text=query.get("filter"), first=first, number=number)
    return listed(page.total, first, page.resources, attributes_asked(query, Employee))


def _find_units(directory: Directory, query: Query, body: Any, _id: str) -> Response:
    del body
    (first, number), parameters = page_asked(query), attributes_asked(query, Group)
    page = units_sync.find(
        directory,
        filter_text=query.get("filter"),
        first=first,
        number=number,
        with_members=with_members(parameters),
    )
    return listed(page.total, first, page.resources, parameters)


def _search_people(directory: Directory, query: Query, body: Any, _id: str) -> Response:
    del query
    return _find_people(directory, asked_by_post(body, Employee), None, "")


def _search_units(directory: Directory, query: Query, body: Any, _id: str) -> Response:
    del query
    return _find_units(directory, asked_by_post(body, Group), None, "")


def _search_all(directory: Directory, query: Query, body: Any, _id: str) -> Response:
    """Return people and then units, as one list."""
    del query
    asked = asked_by_post(body, Employee | Group)
    first, number = page_asked(asked)
    parameters = attributes_asked(asked, Employee | Group)
    persons = _if_understood(people_sync.find, directory, asked, first, number)
    here, before = (len(persons.resources), persons.total) if persons else (0, 0)
    units = _if_understood(units_sync.find, directory, asked, max(first - before, 0), number - here)
    pages = [page for page in (persons, units) if page is not None]
    if not pages:
        detail = "no attribute of people or groups is asked for in a way that is understood"
        raise InvalidFilterException(detail=detail)
    resources = [resource for page in pages for resource in page.resources]
    return listed(sum(page.total for page in pages), first, resources, parameters)


def _if_understood(
    find: Any, directory: Directory, asked: Query, first: int, number: int
) -> Page[Any] | None:
    """Return a page of one kind of resources; None where it has no such attributes."""
    try:
        page: Page[Any] = find(
            directory, filter_text=asked.get("filter"), first=first, number=number
        )
    except InvalidFilterException:
        return None
    return page


def _get_person(directory: Directory, query: Query, body: Any, resource_id: str) -> Response:
    del body
    return shown(people_sync.get(directory, _uuid(resource_id)), attributes_asked(query, Employee))


def _get_unit(directory: Directory, query: Query, body: Any, resource_id: str) -> Response:
    del body
    parameters = attributes_asked(query, Group)
    group = units_sync.get(directory, _uuid(resource_id), with_members=with_members(parameters))
    return shown(group, parameters)


def _add_person(directory: Directory, query: Query, body: Any, _id: str) -> Response:
    return shown(people_sync.add(directory, body), attributes_asked(query, Employee), status=201)


def _add_unit(directory: Directory, query: Query, body: Any, _id: str) -> Response:
    return shown(units_sync.add(directory, body), attributes_asked(query, Group), status=201)


def _put_person(directory: Directory, query: Query, body: Any, resource_id: str) -> Response:
    user = people_sync.put(directory, _uuid(resource_id), body)
    return shown(user, attributes_asked(query, Employee))


def _put_unit(directory: Directory, query: Query, body: Any, resource_id: str) -> Response:
    group = units_sync.put(directory, _uuid(resource_id), body)
    return shown(group, attributes_asked(query, Group))


def _patch_person(directory: Directory, query: Query, body: Any, resource_id: str) -> Response:
    user = people_sync.patch(directory, _uuid(resource_id), body)
    return shown(user, attributes_asked(query, Employee))


def _patch_unit(directory: Directory, query: Query, body: Any, resource_id: str) -> Response:
    del query
    units_sync.patch(directory, _uuid(resource_id), body)
    # Without the group: it may have many members.
    return Response(status_code=204)


def _remove_person(directory: Directory, query: Query, body: Any, resource_id: str) -> Response:
    del query, body
    people_sync.remove(directory, _uuid(resource_id))
    return Response(status_code=204)


def _remove_unit(directory: Directory, query: Query, body: Any, resource_id: str) -> Response:
    del query, body
    units_sync.remove(directory, _uuid(resource_id))
    return Response(status_code=204)


def _config(directory: Directory, query: Query, body: Any, _id: str) -> Response:
    del query, body
    return shown(discovery.provider_config(directory.address), ResponseParameters())


def _types(directory: Directory, query: Query, body: Any, resource_id: str) -> Response:
    del query, body
    return _one_or_all(discovery.resource_types(directory.address), resource_id)


def _schemas(directory: Directory, query: Query, body: Any, resource_id: str) -> Response:
    del query, body
    return _one_or_all(discovery.schemas(directory.address), resource_id)


def _one_or_all(resources: Sequence[Resource[Any]], resource_id: str) -> Response:
    if not resource_id:
        return listed(len(resources), 0, resources, ResponseParameters())
    for resource in resources:
        if resource.id == resource_id:
            return shown(resource, ResponseParameters())
    raise ScimError(404, "there is nothing at this address")


def _uuid(resource_id: str) -> UUID:
    try:
        return UUID(resource_id)
    except ValueError as fault:
        raise ScimError(404, "there is nothing with this id") from fault


_OF_ALL: Mapping[str, Mapping[str, _Service]] = {
    "Users": {"GET": _find_people, "POST": _add_person},
    "Groups": {"GET": _find_units, "POST": _add_unit},
    "ServiceProviderConfig": {"GET": _config},
    "ResourceTypes": {"GET": _types},
    "Schemas": {"GET": _schemas},
}
_OF_ONE: Mapping[str, Mapping[str, _Service]] = {
    "Users": {
        "GET": _get_person,
        "PUT": _put_person,
        "PATCH": _patch_person,
        "DELETE": _remove_person,
    },
    "Groups": {"GET": _get_unit, "PUT": _put_unit, "PATCH": _patch_unit, "DELETE": _remove_unit},
    "ResourceTypes": {"GET": _types},
    "Schemas": {"GET": _schemas},
}
_OF_SEARCH: Mapping[str, Mapping[str, _Service]] = {
    "Users": {"POST": _search_people},
    "Groups": {"POST": _search_units},
    _SEARCH: {"POST": _search_all},
}
