"""All checks, one after the other: what was looked at, and what came of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfoNotFoundError

from pydantic import SecretStr, ValidationError
from sqlalchemy.exc import SQLAlchemyError

from db.engine import on_postgresql
from surveys.doctor import (
    address,
    clock,
    database,
    identity_provider,
    key_folder,
    mail,
    promise,
    roles,
    settings_in_use,
    store_folder,
    times,
    versions,
)
from surveys.doctor.verdict import Verdict, fault
from surveys.installation.installation import Installation, InstallationError, inspect_installation
from surveys.programme.programme import local_date
from surveys.settings import origins as settings_origins
from surveys.settings import sources as settings_sources
from surveys.settings.settings import Settings
from surveys.settings.sources import SettingsFileError

Looks = Callable[[], Iterable[Verdict]]


class Report(Protocol):
    """Called with what is looked at, how much is done, and how much there is."""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show how far it is."""


@dataclass(frozen=True)
class Found:
    """One verdict, and what it is about."""

    about: str
    verdict: Verdict


def examine(now: datetime, report: Report, **given: Any) -> list[Found]:
    """Look over the installation of the settings; `given` are settings of the command line.

    Changes nothing. What rests on settings or a database that cannot be read is left out.
    """
    checks: list[tuple[str, Looks]] = [("Versions", versions.check)]
    try:
        settings = Settings(**given)
        checks.append(("Settings", lambda: _of_settings(settings, given)))
        checks += _of_machine(settings, now)
    except (ValidationError, SettingsFileError) as refused:
        faults = list(_refused(refused))
        checks.append(("Settings", lambda: faults))
    return list(_looked(checks, report))


def _looked(checks: list[tuple[str, Looks]], report: Report) -> Iterator[Found]:
    for done, (about, look) in enumerate(checks):
        report(about, done, len(checks))
        try:
            verdicts = list(look())
        except (SQLAlchemyError, OSError, ZoneInfoNotFoundError) as broken:
            said = f"This could not be looked at ({type(broken).__name__})."
            verdicts = [fault(said, "Mend what else was found, then run `peil doctor` again.")]
        yield from (Found(about, verdict) for verdict in verdicts)


def _refused(refused: ValidationError | SettingsFileError) -> Iterator[Verdict]:
    if isinstance(refused, SettingsFileError):
        said = str(refused).splitlines()
    else:
        said = settings_origins.describe_errors(refused)
    for line in said:
        yield fault(line, "Correct it; nothing else can be looked at before.")


def _of_settings(settings: Settings, given: dict[str, Any]) -> Iterator[Verdict]:
    environment, dotenv = settings_sources.environment_of(Settings)
    file = settings_sources.configuration_file(environment, dotenv, given)
    files = [Path(".env"), *([file] if file else [])]
    yield from settings_in_use.check(
        settings_origins.effective_settings(Settings, **given),
        settings_origins.unknown_variables(),
        files,
    )


def _of_machine(settings: Settings, now: datetime) -> list[tuple[str, Looks]]:
    """Return the checks that the settings allow for; a database is opened only once."""
    keys, store = settings.key_folder.absolute(), settings.store_folder.absolute()
    by_mail = _open(settings.mail)
    channels = {name: way.get_secret_value() for name, way in settings.channels.items()}
    provider = identity_provider.Provider(
        settings.oidc_metadata_url, settings.oidc_client_id, _open(settings.oidc_client_secret)
    )
    mails_links = bool(by_mail) and settings.sign_in_by_mail
    outside: list[tuple[str, Looks]] = [
        ("Mail", lambda: mail.check(by_mail)),
        ("Channels", lambda: mail.check_channels(channels)),
        ("Address", lambda: address.check(settings.address, now)),
        (
            "Sign-in",
            lambda: identity_provider.check(provider, settings.address, by_mail=mails_links),
        ),
    ]
    on_files: list[tuple[str, Looks]] = []
    if settings.database_url is None:
        on_files.append(("Store folder", lambda: store_folder.check(store)))
    needed = settings.only is None
    on_files.append(("Key folder", lambda: key_folder.check(keys, store, needed=needed)))
    return [*on_files, *_of_database(settings, now), *outside]


def _of_database(settings: Settings, now: datetime) -> list[tuple[str, Looks]]:
    try:
        installation = inspect_installation(settings)
    except InstallationError as why:
        verdicts = [fault(str(why), "Mend it, then run `peil doctor` again.")]
        return [("Database", lambda: verdicts)]
    found = list(_looked([("Database", lambda: database.check(installation))], _nothing))
    verdicts = [each.verdict for each in found]
    checks: list[tuple[str, Looks]] = [("Database", lambda: verdicts)]
    whole = all(verdict.severity == "ok" for verdict in verdicts)
    may_not_read_people = settings.only == "answer" and on_postgresql(installation.engine)
    if whole and not may_not_read_people:
        checks += _of_contents(installation, settings, now)
    return checks


def _of_contents(
    installation: Installation, settings: Settings, now: datetime
) -> list[tuple[str, Looks]]:
    def kept_promise() -> Iterable[Verdict]:
        return promise.check(installation, settings.retention, local_date(installation, now))

    return [
        ("Time", lambda: times.check(installation, now)),
        ("Clock", lambda: clock.check(installation, now)),
        ("Organisation", lambda: roles.check(installation)),
        ("Promise", kept_promise),
    ]


def _open(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


def _nothing(what: str, done: int, total: int) -> None:
    """Report nothing."""
