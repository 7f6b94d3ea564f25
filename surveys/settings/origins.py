"""The settings in force: the origin of each, and its value with secrets redacted."""

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
from surveys.settings.sources import PREFIX, UnknownName

REDACTED = "••••••"
DEFAULT, COMMAND_LINE = "default", "command line"
_SECRET = re.compile(r"pass|pwd|secret|token|key|auth", re.IGNORECASE)
_OPEN_SCHEMES = {"http", "https", "postgresql", "postgres", "postgresql+psycopg"}
"""Schemes of addresses with secrets in known positions; of others only the scheme is shown."""


@dataclass(frozen=True)
class EffectiveSetting:
    """One setting: its redacted value, the origin of the value, and its description."""

    name: str
    value: object
    origin: str
    description: str

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"{PREFIX}{self.name.upper()}"


def effective_settings(
    cls: type[BaseSettings] = Settings, **arguments: Any
) -> list[EffectiveSetting]:
    """Return every setting; `arguments` are those of the command line, which take precedence.

    Raises ValidationError and SettingsFileError as reading the settings does.
    """
    settings = cls(**arguments)
    origins = _origins(cls, arguments)
    return [
        EffectiveSetting(
            name, redacted(getattr(settings, name)), origins[name], field.description or ""
        )
        for name, field in cls.model_fields.items()
    ]


def unknown_variables(cls: type[BaseSettings] = Settings) -> list[UnknownName]:
    """Return the variables that begin with PEIL_ without being a setting."""
    return list(settings_sources.unknown_names(cls, *settings_sources.environment_of(cls)))


def redacted(value: object) -> object:
    """Return a value for everybody, as JSON types, with secrets and passwords redacted."""
    if isinstance(value, SecretStr):
        return _redacted_secret(value.get_secret_value())
    if isinstance(value, BaseModel):
        return redacted(value.model_dump())
    if isinstance(value, Mapping):
        return {
            str(key): REDACTED
            if isinstance(part, str) and _SECRET.search(str(key))
            else redacted(part)
            for key, part in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [redacted(part) for part in value]
    if isinstance(value, str):
        return _redacted_address(value) if "://" in value else value
    return value if isinstance(value, int | float | None) else str(value)


def is_about_settings(error: ValueError, cls: type[BaseSettings] = Settings) -> bool:
    """Return whether an error says that a setting is not valid."""
    return isinstance(error, ValidationError) and error.title == cls.__name__


def describe_errors(error: ValidationError, cls: type[BaseSettings] = Settings) -> list[str]:
    """Return a sentence about each invalid setting and its origin, never with its value.

    Origins on the command line are not looked up: the user knows them.
    """
    origins = _origins(cls, {})
    sentences = []
    for each in error.errors(include_url=False, include_input=False):
        name = "__".join(map(str, each["loc"])).upper()
        reason = each["msg"].removeprefix("Value error, ")
        origin = origins.get(str(each["loc"][0]), DEFAULT) if each["loc"] else DEFAULT
        sentence = f"The setting {PREFIX}{name} is not right: {reason}. It comes from: {origin}."
        sentences.append(sentence)
    return sentences


def _origins(cls: type[BaseSettings], arguments: Mapping[str, Any]) -> dict[str, str]:
    """Return the origin of each setting, by asking each source separately."""
    environment, dotenv = settings_sources.environment_of(cls)
    file = settings_sources.configuration_file(environment, dotenv, arguments)
    in_file = settings_sources.from_file(cls, file)()
    by_environment, by_dotenv = environment(), dotenv()
    origins = {}
    for name in cls.model_fields:
        places = []
        if name in arguments:
            places.append(COMMAND_LINE)
        if name in by_environment:
            variables = settings_sources.variables_of(name, environment)
            places.append(f"environment {', '.join(variables)}")
        if name in by_dotenv:
            variables = settings_sources.variables_of(name, dotenv)
            places.append(f"{Path('.env').absolute()} {', '.join(variables)}")
        if name in in_file:
            places.append(settings_sources.where_in(file, name))
        origins[name] = _winner(places, _value_of(name, by_environment, by_dotenv, in_file))
    return origins


def _value_of(name: str, *sources: Mapping[str, Any]) -> object:
    return next((source[name] for source in sources if name in source), None)


def _winner(places: list[str], value: object) -> str:
    """Return the origin that wins; all origins of a setting whose parts are merged."""
    if not places:
        return DEFAULT
    return ", ".join(places) if isinstance(value, Mapping) else places[0]


def _redacted_secret(secret: str) -> str:
    if urlsplit(secret).scheme in {"postgresql", "postgres", "postgresql+psycopg"}:
        return _redacted_address(secret)
    return REDACTED if secret else ""


def _redacted_address(address: str) -> str:
    """Return an address without passwords and tokens."""
    try:
        parts = urlsplit(address)
        user, at, host = parts.netloc.rpartition("@")
    except ValueError:
        return REDACTED
    if parts.scheme not in _OPEN_SCHEMES:
        return f"{parts.scheme}://{REDACTED}"
    if ":" in user:
        user = f"{user.split(':')[0]}:{REDACTED}"
    parameters = parse_qsl(parts.query, keep_blank_values=True)
    query = "&".join(
        f"{key}={REDACTED if _SECRET.search(key) else quote(value)}" for key, value in parameters
    )
    return urlunsplit((parts.scheme, f"{user}{at}{host}", parts.path, query, ""))
