"""The values of the documents: those of an installation, or of an example."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from db import people, programme
from db.engine import on_postgresql, reading
from surveys import trail
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.organisation import Contacts, load_organisation
from surveys.organisation.next_waves import load_asks_health, load_next_thresholds
from surveys.organisation.who_leads import load_is_switched_on
from surveys.people.held_roles import KEPT_FOR
from surveys.programme.start_measurement import StartMeasurement, load_start_measurement
from surveys.settings import Retention, Settings
from surveys.waves import KeeperState, Thresholds, keeper_state


class DocumentError(PeilError):
    """Documents that cannot be written as requested."""

    texts: ClassVar = {
        "not_set_up": N_(
            "Set up the organisation and its confidential counsellor first, then write documents."
        ),
        "language": N_("There are no documents in the language {language}; choose one of {known}."),
        "overwritten": N_("{files} would be overwritten. Name another folder, or add --replace."),
        "unwritable": N_("{folder} cannot be written: {why}."),
    }


@dataclass(frozen=True)
class Rhythm:
    """The rhythm of waves: days open, days of reminders, and reference period."""

    open_days: int
    reminders: tuple[int, ...]
    period: str


@dataclass(frozen=True)
class Values:
    """Everything that differs between installations."""

    organisation: str
    contacts: Contacts
    address: str
    written_on: date
    people: int
    units: int
    roles: dict[str, int]
    """The number of people with each role."""

    thresholds: Thresholds
    retention: Retention
    trail_years: int
    held_role_days: int
    """How long the role of somebody who has left is kept, if a directory synchronises people."""

    on_postgresql: bool
    by_mail: bool
    channels: tuple[str, ...]
    by_identity_provider: bool
    rhythm: Rhythm | None
    keepers: KeeperState = field(default_factory=KeeperState)
    """The keepers of the key, if there are any."""

    asks_health: bool = False
    """Whether the question on health complaints is asked in its turn."""

    start: StartMeasurement | None = None
    """The start measurement, where the programme begins with one."""
    asks_who_leads: bool = False
    """Whether people are asked, in some waves, if they lead others."""

    is_example: bool = False


def read_values(installation: Installation, settings: Settings, today: date) -> Values:
    """Return the values of an installation; raises DocumentError before it is set up."""
    known = load_organisation(installation)
    if known is None or known.contacts is None:
        raise DocumentError("not_set_up")
    with reading(installation.engine) as session:
        head_counts, units = people.head_counts(session), people.units(session)
        roles: dict[str, int] = {
            role: len({r.id for r in people.who_has(session, role)}) for role in people.ROLES
        }
        plan = programme.programme(session)
    start = load_start_measurement(installation)
    rhythm = Rhythm(plan.open_days, tuple(sorted(plan.reminders)), plan.period) if plan else None
    return Values(
        organisation=known.name,
        contacts=known.contacts,
        address=settings.address,
        written_on=today,
        people=sum(head_counts.values()),
        units=len(units),
        roles=roles,
        thresholds=load_next_thresholds(installation),
        retention=settings.retention,
        trail_years=trail.MAX_AGE_YEARS,
        held_role_days=KEPT_FOR.days,
        on_postgresql=on_postgresql(installation.engine),
        by_mail=settings.mail is not None,
        channels=tuple(sorted(settings.channels)),
        by_identity_provider=settings.oidc_metadata_url is not None,
        rhythm=rhythm,
        keepers=keeper_state(installation),
        asks_health=load_asks_health(installation),
        start=start if start.is_on else None,
        asks_who_leads=load_is_switched_on(installation),
    )


def example_values() -> Values:
    """Return the values of a fictitious organisation with the defaults of Peil."""
    return Values(
        organisation="Example organisation",
        contacts=Contacts("Ada Counsel", "0800 1234", "intranet, page Company doctor"),
        address="https://peil.example.org",
        written_on=date(2026, 11, 2),
        people=300,
        units=32,
        roles={"manager": 24, "hr": 2, "administrator": 1, "council": 5},
        thresholds=Thresholds(),
        retention=Retention(),
        trail_years=trail.MAX_AGE_YEARS,
        held_role_days=KEPT_FOR.days,
        on_postgresql=False,
        by_mail=True,
        channels=(),
        by_identity_provider=False,
        rhythm=Rhythm(4, (3,), "biweekly"),
        is_example=True,
    )
