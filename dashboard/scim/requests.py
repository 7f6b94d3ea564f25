"""The SCIM endpoints: what each method does at each address, once the token was accepted."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from pydantic import ValidationError
from scim2_models import (
    Context,
    Error,
    InvalidFilterException,
    ListResponse,
    Resource,
    ResponseParameters,
    SCIMException,
    SearchRequest,
)
from starlette.responses import Response

from dashboard.scim import refusals
from dashboard.scim.door import MEDIA_TYPE, ScimError
from surveys.people.held_units import UnitHeldError, record_held_unit
from surveys.people.provisioning import discovery, people_sync, units_sync
from surveys.people.provisioning.directory import Directory
from surveys.people.provisioning.people_sync import Page
from surveys.people.provisioning.places import NotSetUpError
from surveys.people.provisioning.resources import Employee, Group
from surveys.people.stopping import StoppedError, record_stop

Query = Mapping[str, str]
Perform = Callable[[Directory, Query, Any], Response]
_Service = Callable[[Directory, Query, Any, str], Response]

_SEARCH = ".search"
_WRITES = {"POST", "PUT", "PATCH"}
_MAX_LIST_LENGTH = 1_000
"""Maximum number of characters of attribute names that are considered."""


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
    first, number = _page(query)
    page = people_sync.find(directory, filter_text=query.get("filter"), first=first, number=number)
    return _listed(page.total, first, page.resources, _parameters(query, Employee))


def _find_units(directory: Directory, query: Query, body: Any, _id: str) -> Response:
    del body
    (first, number), parameters = _page(query), _parameters(query, Group)
    page = units_sync.find(
        directory,
        filter_text=query.get("filter"),
        first=first,
        number=number,
        with_members=_with_members(parameters),
    )
    return _listed(page.total, first, page.resources, parameters)


def _search_people(directory: Directory, query: Query, body: Any, _id: str) -> Response:
    del query
    return _find_people(directory, _asked(body, Employee), None, "")


def _search_units(directory: Directory, query: Query, body: Any, _id: str) -> Response:
    del query
    return _find_units(directory, _asked(body, Group), None, "")


def _search_all(directory: Directory, query: Query, body: Any, _id: str) -> Response:
    """Return people and then units, as one list."""
    del query
    asked = _asked(body, Employee | Group)
    first, number = _page(asked)
    parameters = _parameters(asked, Employee | Group)
    persons = _if_understood(people_sync.find, directory, asked, first, number)
    here, before = (len(persons.resources), persons.total) if persons else (0, 0)
    units = _if_understood(units_sync.find, directory, asked, max(first - before, 0), number - here)
    pages = [page for page in (persons, units) if page is not None]
    if not pages:
        detail = "no attribute of people or groups is asked for in a way that is understood"
        raise InvalidFilterException(detail=detail)
    resources = [resource for page in pages for resource in page.resources]
    return _listed(sum(page.total for page in pages), first, resources, parameters)


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


def _asked(body: Any, model: Any) -> Query:
    """Return the query of a search by POST (RFC 7644, section 3.4.3)."""
    asked = SearchRequest[model].model_validate(body, scim_ctx=Context.SEARCH_REQUEST)
    lists = {"attributes": asked.attributes, "excludedAttributes": asked.excluded_attributes}
    query = {name: ",".join(map(str, paths)) for name, paths in lists.items() if paths}
    numbers = {"startIndex": asked.start_index, "count": asked.count}
    query |= {name: str(number) for name, number in numbers.items() if number is not None}
    return query | ({"filter": str(asked.filter)} if asked.filter else {})


def _get_person(directory: Directory, query: Query, body: Any, resource_id: str) -> Response:
    del body
    return _shown(people_sync.get(directory, _uuid(resource_id)), _parameters(query, Employee))


def _get_unit(directory: Directory, query: Query, body: Any, resource_id: str) -> Response:
    del body
    parameters = _parameters(query, Group)
    group = units_sync.get(directory, _uuid(resource_id), with_members=_with_members(parameters))
    return _shown(group, parameters)


def _add_person(directory: Directory, query: Query, body: Any, _id: str) -> Response:
    return _shown(people_sync.add(directory, body), _parameters(query, Employee), status=201)


def _add_unit(directory: Directory, query: Query, body: Any, _id: str) -> Response:
    return _shown(units_sync.add(directory, body), _parameters(query, Group), status=201)


def _put_person(directory: Directory, query: Query, body: Any, resource_id: str) -> Response:
    user = people_sync.put(directory, _uuid(resource_id), body)
    return _shown(user, _parameters(query, Employee))


def _put_unit(directory: Directory, query: Query, body: Any, resource_id: str) -> Response:
    group = units_sync.put(directory, _uuid(resource_id), body)
    return _shown(group, _parameters(query, Group))


def _patch_person(directory: Directory, query: Query, body: Any, resource_id: str) -> Response:
    user = people_sync.patch(directory, _uuid(resource_id), body)
    return _shown(user, _parameters(query, Employee))


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
    return _shown(discovery.provider_config(directory.address), ResponseParameters())


def _types(directory: Directory, query: Query, body: Any, resource_id: str) -> Response:
    del query, body
    return _one_or_all(discovery.resource_types(directory.address), resource_id)


def _schemas(directory: Directory, query: Query, body: Any, resource_id: str) -> Response:
    del query, body
    return _one_or_all(discovery.schemas(directory.address), resource_id)


def _one_or_all(resources: Sequence[Resource[Any]], resource_id: str) -> Response:
    if not resource_id:
        return _listed(len(resources), 0, resources, ResponseParameters())
    for resource in resources:
        if resource.id == resource_id:
            return _shown(resource, ResponseParameters())
    raise ScimError(404, "there is nothing at this address")


def _shown(
    resource: Resource[Any], parameters: ResponseParameters[Any], status: int = 200
) -> Response:
    body = _dumped(resource, parameters)
    response = Response(orjson.dumps(body), status, media_type=MEDIA_TYPE)
    if status == 201 and resource.meta is not None and resource.meta.location is not None:
        response.headers["Location"] = resource.meta.location
    return response


def _listed(
    total: int, first: int, resources: Sequence[Resource[Any]], parameters: ResponseParameters[Any]
) -> Response:
    body = {
        "schemas": [str(ListResponse.__schema__)],
        "totalResults": total,
        "startIndex": first + 1,
        "itemsPerPage": len(resources),
        "Resources": [_dumped(resource, parameters) for resource in resources],
    }
    return Response(orjson.dumps(body), media_type=MEDIA_TYPE)


def _dumped(resource: Resource[Any], parameters: ResponseParameters[Any]) -> dict[str, Any]:
    return resource.model_dump(
        scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=parameters
    )


def _page(query: Query) -> tuple[int, int]:
    """Return the number of resources to skip and to show, clamped as RFC 7644 demands."""
    start, count = query.get("startIndex", "1"), query.get("count", str(discovery.PAGE_SIZE))
    try:
        first, number = int(start), int(count)
    except ValueError as fault:
        detail = "startIndex and count are whole numbers"
        raise ScimError(400, detail, "invalidValue") from fault
    return min(max(first, 1) - 1, 2**31), min(max(number, 0), discovery.PAGE_SIZE)


def _parameters(query: Query, model: Any) -> ResponseParameters[Any]:
    """Return which attributes to show; if both lists are present the first one counts."""
    lists = {
        name: query.get(name, "")[:_MAX_LIST_LENGTH]
        for name in ("attributes", "excludedAttributes")
    }
    selection = next(({name: names} for name, names in lists.items() if names), {})
    return ResponseParameters[model].model_validate(selection)


def _with_members(parameters: ResponseParameters[Any]) -> bool:
    """Return whether members are to be shown; looking them up may take long."""
    if parameters.attributes:
        return any(
            str(path).lower().split(":")[-1].startswith("members") for path in parameters.attributes
        )
    return not any(
        str(path).lower().split(":")[-1] == "members"
        for path in parameters.excluded_attributes or []
    )


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
