"""The addresses of the API: what each answers, with which scope, and in which words it says so."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from dashboard.api import resources, shapes
from dashboard.api.resources import Asked
from surveys.api_clients import Scope
from surveys.errors import N_

Answer = Callable[..., shapes.Shape | None]
"""From what is asked and the ids in the path; None where there is nothing at the address."""


@dataclass(frozen=True)
class Endpoint:
    """An address below `/api/v1/`, with the ids of its path in braces."""

    path: str
    scope: Scope
    answer: Answer
    shape: type[shapes.Shape]
    summary: str
    description: str
    ids: Mapping[str, str] = field(default_factory=dict)
    """What each id in the path is."""

    has_units: bool = False
    """Whether it lists units as they are now, so that it changes with their names and places."""

    is_result: bool = True
    """Whether it is noted in the trail as reading results."""

    def match(self, path: str) -> dict[str, UUID] | None:
        """Return the ids in a path, None if it is another address."""
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[0-9a-fA-F-]{32,36})", self.path)
        found = re.fullmatch(pattern, path)
        try:
            return found and {name: UUID(text) for name, text in found.groupdict().items()}
        except ValueError:
            return None


_UNIT = {"unit": N_("The id of a unit, from /units.")}
_WAVE = {"wave": N_("The id of a wave, from /waves.")}

ENDPOINTS = (
    Endpoint(
        "units",
        "units",
        resources.units,
        shapes.Units,
        N_("The units that the application may read"),
        N_("As they are now, each under its parent, by name."),
        has_units=True,
        is_result=False,
    ),
    Endpoint(
        "waves",
        "waves",
        resources.waves,
        shapes.Waves,
        N_("The counted waves"),
        N_("With their days and thresholds, oldest first."),
        is_result=False,
    ),
    Endpoint(
        "units/{unit}/results",
        "results",
        resources.unit_results,
        shapes.UnitResults,
        N_("The results of a unit over all waves"),
        N_("The questions of every wave, with level, shares, verdict, and what is not shown."),
        _UNIT,
    ),
    Endpoint(
        "units/{unit}/waves/{wave}",
        "results",
        resources.wave_results,
        shapes.WaveResults,
        N_("The results of a unit in one wave"),
        N_("Every question and scale of that wave, in the order in which they were asked."),
        _UNIT | _WAVE,
    ),
    Endpoint(
        "overview",
        "overview",
        resources.overview,
        shapes.Overview,
        N_("All units side by side in the newest wave"),
        N_("Each unit with the numbers and the verdict of its own page."),
        has_units=True,
    ),
)


def found(path: str) -> tuple[Endpoint, dict[str, UUID]] | None:
    """Return the endpoint at a path below `/api/v1/` with the ids in it, or None."""
    for endpoint in ENDPOINTS:
        if (ids := endpoint.match(path)) is not None:
            return endpoint, ids
    return None


__all__ = ["ENDPOINTS", "Asked", "Endpoint", "found"]
