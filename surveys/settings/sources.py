"""Sources of settings: the environment, `.env` and `peil.toml`; their order, and unknown names."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar

from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsError,
    TomlConfigSettingsSource,
)

from surveys.errors import N_, PeilError

PREFIX, NESTED = "PEIL_", "__"
FILE = "peil.toml"
NAMES_THE_FILE = "PEIL_CONFIG"
TAB_SECRET = "PEIL_TAB_SECRET"  # noqa: S105 - the name of a variable
"""The variable by which processes that take answers share the secret behind unsent ones."""

_OF_TESTS = "PEIL_TEST_"
_MIN_SIMILARITY = 0.72
"""Minimum similarity to a known name for a name to count as a misspelling of it."""


class SettingsFileError(PeilError):
    """Settings that cannot be read, or that contain unknown names."""

    texts: ClassVar = {
        "no_file": N_("{name} names {file}, which is not a file. Correct it, or unset it."),
        "variable": N_("A variable that begins with {prefix} cannot be read: {why}"),
        "not_toml": N_(
            "{file} is not a TOML file: {why}. A line looks like: keep_results_years = 3"
        ),
        "unreadable": N_("{file} cannot be read: {why}"),
        "unknown": N_("Peil does not have every setting that is named:\n{names}"),
    }


@dataclass(frozen=True)
class UnknownName:
    """A name that is not a setting, and the most similar setting, if any."""

    name: str
    where: str
    nearest: str | None

    def in_words(self) -> str:
        """Return a sentence with a suggestion, if there is one."""
        suggestion = f" Did you mean {self.nearest}?" if self.nearest else ""
        return f"{self.name} ({self.where}) is not a setting of Peil.{suggestion}"


def by_precedence(
    cls: type[BaseSettings],
    arguments: PydanticBaseSettingsSource,
    environment: PydanticBaseSettingsSource,
    dotenv: PydanticBaseSettingsSource,
) -> tuple[PydanticBaseSettingsSource, ...]:
    """Return arguments, environment, `.env` and `peil.toml` as sources, the first that wins first.

    Raises SettingsFileError for misspelt names, and for a file that is missing or not readable.
    """
    if not (
        isinstance(arguments, InitSettingsSource)
        and isinstance(environment, EnvSettingsSource)
        and isinstance(dotenv, DotEnvSettingsSource)
    ):
        msg = "the library of settings gave other sources than it used to"
        raise TypeError(msg)
    refuse_misspelt(unknown_names(cls, environment, dotenv))
    file = configuration_file(environment, dotenv, arguments.init_kwargs)
    return arguments, environment, dotenv, from_file(cls, file)


def configuration_file(
    environment: EnvSettingsSource, dotenv: EnvSettingsSource, arguments: Mapping[str, Any]
) -> Path | None:
    """Return the `peil.toml` in force, None if there is none.

    It is the one that PEIL_CONFIG names, else the one in the working directory, else the one in the
    folder of the installation. Raises SettingsFileError when PEIL_CONFIG names a missing file, or
    when a variable with several parts cannot be read.
    """
    key = NAMES_THE_FILE.lower()
    if named := environment.env_vars.get(key) or dotenv.env_vars.get(key):
        file = Path(named).expanduser()
        if not file.is_file():
            raise SettingsFileError("no_file", name=NAMES_THE_FILE, file=file)
        return file
    try:
        default = {"folder": environment.settings_cls.model_fields["folder"].default}
        folder = {**default, **dotenv(), **environment(), **arguments}["folder"]
    except SettingsError as fault:
        # Without the cause, which may contain a secret.
        raise SettingsFileError("variable", prefix=PREFIX, why=fault) from None
    beside = (Path(FILE), Path(folder) / FILE)
    return next((file for file in beside if file.is_file()), None)


def from_file(cls: type[BaseSettings], file: Path | None) -> PydanticBaseSettingsSource:
    """Return the settings in a `peil.toml`.

    Raises SettingsFileError when it cannot be read or contains an unknown name.
    """
    try:
        source = TomlConfigSettingsSource(cls, file)
    except tomllib.TOMLDecodeError as fault:
        raise SettingsFileError("not_toml", file=file, why=fault) from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsFileError("unreadable", file=file, why=fault) from fault
    unknown = [
        UnknownName(name, where_in(file, name), _nearest(name, cls.model_fields))
        for name in source.toml_data
        if file is not None and name not in cls.model_fields
    ]
    if unknown:
        raise SettingsFileError("unknown", names="\n".join(name.in_words() for name in unknown))
    return source


def unknown_names(
    cls: type[BaseSettings], environment: EnvSettingsSource, dotenv: EnvSettingsSource
) -> Iterator[UnknownName]:
    """Yield the variables that begin with PEIL_ without being a setting."""
    known = {f"{PREFIX}{name}".upper(): name for name in cls.model_fields}
    in_file = {name for name in dotenv.env_vars if name not in environment.env_vars}
    for where, names in (("environment", environment.env_vars), (".env", in_file)):
        for name in sorted(map(str.upper, names)):
            if not name.startswith(PREFIX) or name.startswith(_OF_TESTS):
                continue
            if name.split(NESTED)[0] not in known and name not in {NAMES_THE_FILE, TAB_SECRET}:
                yield UnknownName(name, where, _nearest(name, known))


def refuse_misspelt(unknown: Iterable[UnknownName]) -> None:
    """Raise SettingsFileError for variables that look like a misspelt setting.

    Others are tolerated: clusters set variables such as PEIL_SERVICE_HOST by themselves.
    """
    misspelt = [name.in_words() for name in unknown if name.nearest]
    if misspelt:
        raise SettingsFileError("unknown", names="\n".join(misspelt))


def where_in(file: Path | None, name: str) -> str:
    """Return the file and line of a name in a `peil.toml`."""
    if file is None:
        return FILE
    begins = re.compile(rf"""\s*\[?\s*["']?{re.escape(name)}["']?\s*[=.\]]""")
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if begins.match(line):
            return f"{file} line {number}"
    return str(file)


def variables_of(name: str, source: EnvSettingsSource) -> list[str]:
    """Return the variables of a setting: one, or several for a setting with parts."""
    variable = f"{PREFIX}{name}".lower()
    return [
        name.upper()
        for name in sorted(source.env_vars)
        if name == variable or name.startswith(f"{variable}{NESTED}")
    ]


def environment_of(cls: type[BaseSettings]) -> tuple[EnvSettingsSource, DotEnvSettingsSource]:
    """Return the environment and `.env` in their present state as sources of settings."""
    return EnvSettingsSource(cls), DotEnvSettingsSource(cls)


def _nearest(name: str, known: Iterable[str]) -> str | None:
    bare = {other.removeprefix(PREFIX).lower(): other for other in known}
    near = get_close_matches(name.removeprefix(PREFIX).lower(), bare, n=1, cutoff=_MIN_SIMILARITY)
    return bare[near[0]] if near else None
