"""Running all checks one after the other."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfoNotFoundError

from pydantic import SecretStr, ValidationError
from sqlalchemy.exc import SQLAlchemyError

from db.engine import on_postgresql
from surveys.doctor import address, contents, environment, identity_provider, mail, storage, times
from surveys.doctor.replica import check_replica
from surveys.doctor.verdict import Verdict, fault
from surveys.installation import (
    Installation,
    InstallationError,
    inspect_installation,
    key_folder_of,
)
from surveys.programme import local_date
from surveys.settings import Settings
from surveys.settings import origins as settings_origins
from surveys.settings import sources as settings_sources
from surveys.settings.sources import SettingsFileError

Check = Callable[[], Iterable[Verdict]]


class Report(Protocol):
    """Called with the subject of a check, the number of checks done, and the total."""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Report progress."""


@dataclass(frozen=True)
class NamedVerdict:
    """A verdict and its subject."""

    about: str
    verdict: Verdict


def examine(now: datetime, report: Report, **arguments: Any) -> list[NamedVerdict]:
    """Examine the configured installation; `arguments` are settings of the command line.

    Changes nothing. Checks that need unreadable settings or an unreadable database are left out.
    """
    checks: list[tuple[str, Check]] = [("Versions", environment.check_versions)]
    try:
        settings = Settings(**arguments)
        checks.append(("Settings", lambda: _check_settings(settings, arguments)))
        checks += _checks_of_settings(settings, now)
    except (ValidationError, SettingsFileError) as refused:
        faults = list(_refused(refused))
        checks.append(("Settings", lambda: faults))
    return list(_run(checks, report))


def _run(checks: list[tuple[str, Check]], report: Report) -> Iterator[NamedVerdict]:
    for done, (about, look) in enumerate(checks):
        report(about, done, len(checks))
        try:
            verdicts = list(look())
        except (SQLAlchemyError, OSError, ZoneInfoNotFoundError) as broken:
            sentence = f"This could not be looked at ({type(broken).__name__})."
            verdicts = [fault(sentence, "Fix the other faults, then run `peil doctor` again.")]
        yield from (NamedVerdict(about, verdict) for verdict in verdicts)


def _refused(refused: ValidationError | SettingsFileError) -> Iterator[Verdict]:
    if isinstance(refused, SettingsFileError):
        # Unknown names stand one a line below a heading; each is a fault of its own.
        lines = str(refused).splitlines()
        sentences = lines[1:] or lines
    else:
        sentences = settings_origins.describe_errors(refused)
    for sentence in sentences:
        yield fault(sentence, "Correct it; nothing else can be looked at before.")


def _check_settings(settings: Settings, arguments: dict[str, Any]) -> Iterator[Verdict]:
    variables, dotenv = settings_sources.environment_of(Settings)
    file = settings_sources.configuration_file(variables, dotenv, arguments)
    files = [Path(".env"), *([file] if file else [])]
    yield from environment.check_settings(
        settings_origins.effective_settings(Settings, **arguments),
        settings_origins.unknown_variables(),
        files,
    )


def _checks_of_settings(settings: Settings, now: datetime) -> list[tuple[str, Check]]:
    """Return the checks that the settings permit; the database is opened only once."""
    keys, store = key_folder_of(settings), settings.store_folder.absolute()
    by_mail = _secret_value(settings.mail)
    channels = {name: way.get_secret_value() for name, way in settings.channels.items()}
    provider = identity_provider.Provider(
        settings.oidc_metadata_url,
        settings.oidc_client_id,
        _secret_value(settings.oidc_client_secret),
    )
    mails_links = bool(by_mail) and settings.sign_in_by_mail
    outside: list[tuple[str, Check]] = [
        ("Mail", lambda: mail.check(by_mail)),
        ("Channels", lambda: mail.check_channels(channels)),
        ("Address", lambda: address.check(settings.address, now)),
        (
            "Sign-in",
            lambda: identity_provider.check(provider, settings.address, by_mail=mails_links),
        ),
    ]
    on_files: list[tuple[str, Check]] = []
    if settings.database_url is None:
        on_files.append(("Store folder", lambda: storage.check_store_folder(store)))
    needed = settings.only is None
    on_files.append(("Key folder", lambda: storage.check_key_folder(keys, store, needed=needed)))
    return [*on_files, *_checks_of_database(settings, now), *outside]


def _checks_of_database(settings: Settings, now: datetime) -> list[tuple[str, Check]]:
    try:
        installation = inspect_installation(settings)
    except InstallationError as why:
        verdicts = [fault(str(why), "Fix it, then run `peil doctor` again.")]
        return [("Database", lambda: verdicts)]
    results = list(_run([("Database", lambda: storage.check_database(installation))], _no_report))
    verdicts = [result.verdict for result in results]
    checks: list[tuple[str, Check]] = [("Database", lambda: verdicts)]
    whole = all(verdict.severity == "ok" for verdict in verdicts)
    may_not_read_people = settings.only == "answer" and on_postgresql(installation.engine)
    if whole and not may_not_read_people:
        if installation.replica is not None:
            checks.append(("Replica", lambda: check_replica(installation)))
        checks += _checks_of_contents(installation, settings, now)
    return checks


def _checks_of_contents(
    installation: Installation, settings: Settings, now: datetime
) -> list[tuple[str, Check]]:
    def kept_promise() -> Iterable[Verdict]:
        return contents.check_promise(
            installation, settings.retention, local_date(installation, now)
        )

    return [
        ("Time", lambda: times.check_times(installation, now)),
        ("Ballot box", lambda: storage.check_box(installation)),
        ("Keepers", lambda: storage.check_keepers(installation, now)),
        ("Clock", lambda: times.check_clock(installation, now)),
        ("Talks", lambda: times.check_talks(installation, now)),
        ("Organisation", lambda: contents.check_roles(installation)),
        ("Names", lambda: contents.check_names_of_units(installation)),
        ("Confirmations", lambda: contents.check_confirmations(installation)),
        ("Lists", lambda: contents.check_stops(installation)),
        (
            "Directory",
            lambda: contents.check_directory(installation, settings.scim_unit_from),
        ),
        (
            "Reference figures",
            lambda: contents.check_reference_figures(installation, settings.reference_figures),
        ),
        ("Promise", kept_promise),
    ]


def _secret_value(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


def _no_report(what: str, done: int, total: int) -> None:
    """Report nothing."""
