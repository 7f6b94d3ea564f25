"""Which settings are in force, where each comes from, and what may be shown of its value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_settings import BaseSettings

from surveys.settings import sources as settings_sources
from surveys.settings.settings import Settings
from surveys.settings.sources import PREFIX, Stray

HIDDEN = "••••••"
DEFAULT, ASKED = "default", "command line"
_SECRET = re.compile(r"pass|pwd|secret|token|key|auth", re.IGNORECASE)
_OPEN_SCHEMES = {"http", "https", "postgresql", "postgres", "postgresql+psycopg"}
"""Kinds of addresses whose secrets stand in known places; of others only the kind is shown."""


@dataclass(frozen=True)
class InForce:
    """One setting: its value as it may be shown, where that comes from, and what it does."""

    name: str
    value: object
    origin: str
    description: str

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"{PREFIX}{self.name.upper()}"


def in_force(cls: type[BaseSettings] = Settings, **given: Any) -> list[InForce]:
    """Return every setting; `given` are those of the command line, which win.

    Raises what reading the settings raises: ValidationError, SettingsFileError.
    """
    settings = cls(**given)
    found = _origins(cls, given)
    return [
        InForce(name, shown(getattr(settings, name)), found[name], field.description or "")
        for name, field in cls.model_fields.items()
    ]


def strays(cls: type[BaseSettings] = Settings) -> list[Stray]:
    """Return variables that begin with PEIL_ and set nothing."""
    return list(settings_sources.strays(cls, *settings_sources.environment_of(cls)))


def shown(value: object) -> object:
    """Return a value as anybody may see it: secrets and passwords hidden; fit for JSON."""
    if isinstance(value, SecretStr):
        return _secret_shown(value.get_secret_value())
    if isinstance(value, BaseModel):
        return shown(value.model_dump())
    if isinstance(value, Mapping):
        return {
            str(key): HIDDEN if isinstance(part, str) and _SECRET.search(str(key)) else shown(part)
            for key, part in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [shown(part) for part in value]
    if isinstance(value, str):
        return _address_shown(value) if "://" in value else value
    return value if isinstance(value, int | float | None) else str(value)


def faults_of(error: ValidationError, cls: type[BaseSettings] = Settings) -> list[str]:
    """Return what is wrong with each setting and where it stands; never its value.

    Those given on the command line are left out of the search: they are known to who gave them.
    """
    found = _origins(cls, {})
    listed = []
    for each in error.errors(include_url=False, include_input=False):
        name = "__".join(map(str, each["loc"])).upper()
        said = each["msg"].removeprefix("Value error, ")
        origin = found.get(str(each["loc"][0]), DEFAULT) if each["loc"] else DEFAULT
        listed.append(f"The setting {PREFIX}{name} is not right: {said}. It comes from: {origin}.")
    return listed


def _origins(cls: type[BaseSettings], given: Mapping[str, Any]) -> dict[str, str]:
    """Return where each setting comes from, by asking each source on its own."""
    environment, dotenv = settings_sources.environment_of(cls)
    file = settings_sources.configuration_file(environment, dotenv, given)
    in_file = settings_sources.from_file(cls, file)()
    by_environment, by_dotenv = environment(), dotenv()
    found = {}
    for name in cls.model_fields:
        places = []
        if name in given:
            places.append(ASKED)
        if name in by_environment:
            said = settings_sources.variables_of(name, environment)
            places.append(f"environment {', '.join(said)}")
        if name in by_dotenv:
            said = settings_sources.variables_of(name, dotenv)
            places.append(f"{Path('.env').absolute()} {', '.join(said)}")
        if name in in_file:
            places.append(settings_sources.where_in(file, name))
        found[name] = _said(places, _value_of(name, by_environment, by_dotenv, in_file))
    return found


def _value_of(name: str, *sources: Mapping[str, Any]) -> object:
    return next((source[name] for source in sources if name in source), None)


def _said(places: list[str], value: object) -> str:
    """Return the place that wins; all of them where the parts of a setting come together."""
    if not places:
        return DEFAULT
    return ", ".join(places) if isinstance(value, Mapping) else places[0]


def _secret_shown(secret: str) -> str:
    if urlsplit(secret).scheme in {"postgresql", "postgres", "postgresql+psycopg"}:
        return _address_shown(secret)
    return HIDDEN if secret else ""


def _address_shown(address: str) -> str:
    """Return an address without what opens anything in it."""
    try:
        parts = urlsplit(address)
        user, at, place = parts.netloc.rpartition("@")
    except ValueError:
        return HIDDEN
    if parts.scheme not in _OPEN_SCHEMES:
        return f"{parts.scheme}://{HIDDEN}"
    if ":" in user:
        user = f"{user.split(':')[0]}:{HIDDEN}"
    asked = parse_qsl(parts.query, keep_blank_values=True)
    query = "&".join(
        f"{key}={HIDDEN if _SECRET.search(key) else quote(value)}" for key, value in asked
    )
    return urlunsplit((parts.scheme, f"{user}{at}{place}", parts.path, query, ""))
