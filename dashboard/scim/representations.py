"""What a SCIM request asks to see, and the responses that show resources (RFC 7644, section 3)."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from scim2_models import Context, ListResponse, Resource, ResponseParameters, SearchRequest
from starlette.responses import Response

from dashboard.scim.door import MEDIA_TYPE, ScimError
from surveys.people.provisioning import discovery

Query = Mapping[str, str]

_MAX_LIST_LENGTH = 1_000
"""Maximum number of characters of attribute names that are considered."""


def asked_by_post(body: Any, model: Any) -> Query:
    """Return the query of a search by POST (RFC 7644, section 3.4.3)."""
    asked = SearchRequest[model].model_validate(body, scim_ctx=Context.SEARCH_REQUEST)
    lists = {"attributes": asked.attributes, "excludedAttributes": asked.excluded_attributes}
    query = {name: ",".join(map(str, paths)) for name, paths in lists.items() if paths}
    numbers = {"startIndex": asked.start_index, "count": asked.count}
    query |= {name: str(number) for name, number in numbers.items() if number is not None}
    return query | ({"filter": str(asked.filter)} if asked.filter else {})


def page_asked(query: Query) -> tuple[int, int]:
    """Return the number of resources to skip and to show, clamped as RFC 7644 demands."""
    start, count = query.get("startIndex", "1"), query.get("count", str(discovery.PAGE_SIZE))
    try:
        first, number = int(start), int(count)
    except ValueError as fault:
        detail = "startIndex and count are whole numbers"
        raise ScimError(400, detail, "invalidValue") from fault
    return min(max(first, 1) - 1, 2**31), min(max(number, 0), discovery.PAGE_SIZE)


def attributes_asked(query: Query, model: Any) -> ResponseParameters[Any]:
    """Return which attributes to show; if both lists are present the first one counts."""
    lists = {
        name: query.get(name, "")[:_MAX_LIST_LENGTH]
        for name in ("attributes", "excludedAttributes")
    }
    selection = next(({name: names} for name, names in lists.items() if names), {})
    return ResponseParameters[model].model_validate(selection)


def with_members(parameters: ResponseParameters[Any]) -> bool:
    """Return whether members are to be shown; looking them up may take long."""
    if parameters.attributes:
        return any(
            str(path).lower().split(":")[-1].startswith("members") for path in parameters.attributes
        )
    return not any(
        str(path).lower().split(":")[-1] == "members"
        for path in parameters.excluded_attributes or []
    )


def shown(
    resource: Resource[Any], parameters: ResponseParameters[Any], status: int = 200
) -> Response:
    """Return a resource as a response; one that was made (201) says where it is."""
    body = _dumped(resource, parameters)
    response = Response(orjson.dumps(body), status, media_type=MEDIA_TYPE)
    if status == 201 and resource.meta is not None and resource.meta.location is not None:
        response.headers["Location"] = resource.meta.location
    return response


def listed(
    total: int, first: int, resources: Sequence[Resource[Any]], parameters: ResponseParameters[Any]
) -> Response:
    """Return one page of `total` resources, of which the first `first` were skipped."""
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
