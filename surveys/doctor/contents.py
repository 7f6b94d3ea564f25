"""Checks of contacts and roles, and that only allowed data are stored, no longer than allowed."""

from collections.abc import Iterator
from datetime import date

from db import people
from db.engine import reading
from surveys.audit import can_audit, run_audit
from surveys.doctor.verdict import Verdict, fault, ok, warning
from surveys.installation import Installation
from surveys.operations import expired_waves
from surveys.organisation import load_organisation
from surveys.organisation.confirmation_rule import is_on_now, waiting_now
from surveys.people.confirming import waiting_roles
from surveys.people.held_roles import KEPT_FOR, held_roles
from surveys.people.held_units import held_units
from surveys.people.importing.limits import first_few as in_few_words
from surveys.people.importing.summary import notes_in_words
from surveys.people.provisioning.drift import drift_now
from surveys.people.stopping import stops
from surveys.settings import Retention, UnitFrom
from surveys.units import UnitNames

_MOST_SHOWN = 10
_REQUIRED_ROLES = {
    "hr": "Nobody is HR of the whole organisation, so nobody sees all published results.",
    "administrator": "Nobody is administrator, so nobody looks after people and units.",
}


def check_roles(installation: Installation) -> Iterator[Verdict]:
    """Check the contacts of the organisation and its required roles."""
    known = load_organisation(installation)
    if known is None:
        yield warning("The organisation is not set up yet.", "Open the first page of `peil serve`.")
        return
    if known.contacts is None:
        yield fault(
            "There is no confidential counsellor, so no wave opens.",
            "Name one on the first page of `peil serve`.",
        )
    else:
        yield ok(f"{known.name} has a confidential counsellor.")
    with reading(installation.engine) as session:
        held = {role: people.who_has(session, role) for role in _REQUIRED_ROLES}
    for role, missing in _REQUIRED_ROLES.items():
        number = sum(row.unit_id is None for row in held[role])
        if number == 0:
            yield fault(missing, f"Run: peil sign-in-link ADDRESS --role {role}")
        else:
            persons = "1 person has" if number == 1 else f"{number} people have"
            yield ok(f"{persons} the role {role}.")
    here = [role for role in waiting_roles(installation, None) if not role.confirmers]
    if here:
        names = ", ".join(sorted({role.name for role in here}))
        yield warning(
            f"Roles are waiting for confirmation, which only the server can give: {names}.",
            "Run: peil confirm-role",
        )


def check_confirmations(installation: Installation) -> Iterator[Verdict]:
    """Check whether anybody waits for confirmation, and whether the rule is on."""
    if not is_on_now(installation):
        yield ok("People in small units are not confirmed before a wave opens.")
    elif waiting := waiting_now(installation):
        persons = "1 person waits" if waiting.number == 1 else f"{waiting.number} people wait"
        yield warning(
            f"{persons} for confirmation, in: {', '.join(waiting.few_units)}. Until then no wave "
            "opens.",
            "HR or the works council confirm them on the page Confirmations.",
        )
    else:
        yield ok("Everybody in a small unit is confirmed by HR or the works council.")


def check_stops(installation: Installation) -> Iterator[Verdict]:
    """Check whether a nightly list or a directory has stopped, or would have ended roles."""
    yield from _check_held_roles(installation)
    stopped = stops(installation)
    if not stopped:
        yield ok("No list of people and no directory has stopped.")
    for stop in stopped:
        what = "The list from a folder" if stop.source == "folder" else "The directory (SCIM)"
        reasons = " ".join(notes_in_words(stop.limits))
        yield warning(
            f"{what} stopped on {stop.noted_on}, and changes nothing: {reasons}",
            "Correct the source, or let an administrator look at the page People, “New list”.",
        )


def _check_held_roles(installation: Installation) -> Iterator[Verdict]:
    remedy = "An administrator decides on the page People, “New list”."
    for unit in held_units(installation):
        holders = in_few_words([f"{role.name} ({role.role})" for role in unit.roles])
        yield warning(
            f"The directory deleted the group of the unit {unit.path} on {unit.held_on}; the unit "
            f"stays, because roles would end with it: {holders}.",
            f"{remedy} Or let the directory have the group again.",
        )
    if roles := held_roles(installation):
        words = [
            f"{held.name} ({held.role}{f' of {held.unit}' if held.unit else ''}, {held.request} "
            f"since {held.held_on})"
            for held in roles
        ]
        yield warning(
            f"Roles of people who have left according to the directory wait: {in_few_words(words)}."
            f" They give nothing, and end by themselves after {KEPT_FOR.days} days.",
            f"{remedy} Or give the unit another manager.",
        )


def check_directory(installation: Installation, unit_from: UnitFrom) -> Iterator[Verdict]:
    """Check whether a directory says what Peil does not follow."""
    differences = drift_now(installation, unit_from)
    if differences is None:
        yield ok("No directory synchronises people.")
        return
    remedy = "The page Changes of people names them and says what to do."
    refused = sum(note.times for note in differences.notes)
    counts = (
        (refused, "In the last two weeks Peil did not do what the directory asked, times"),
        (len(differences.in_several), "People in several groups of the directory"),
        (differences.never_named.number, "People whom the directory has not described"),
        (differences.without_group.number, "Units without a group in the directory"),
    )
    for number, what in counts:
        if number:
            yield warning(f"{what}: {number}.", remedy)
    if differences.is_none:
        yield ok("The directory and Peil agree.")


def check_names_of_units(installation: Installation) -> Iterator[Verdict]:
    """Check whether two units under one unit have the same name, as older versions allowed."""
    with reading(installation.engine) as session:
        alike = UnitNames(people.units(session)).alike()
    if not alike:
        yield ok("No two units under one unit have the same name.")
    for paths in alike[:_MOST_SHOWN]:
        units = " and ".join(f"“{path}”" for path in paths)
        yield warning(
            f"These units have the same name but for letters that look alike or cannot be seen: "
            f"{units}. Lists and directories that name them may be refused.",
            "Give one of them another name: by a file of units with keys, or in the directory.",
        )


MAX_DOCUMENTED_YEARS = 5
"""The retention period of results, in years, that the model documents justify."""


def check_promise(
    installation: Installation, retention: Retention, today: date
) -> Iterator[Verdict]:
    """Summarise `peil audit` and check the retention periods."""
    kept = (
        f"Comments are kept {retention.comment_months} months, results {retention.result_years} "
        "years"
    )
    if retention.result_years > MAX_DOCUMENTED_YEARS:
        yield warning(
            f"{kept}: longer than the {MAX_DOCUMENTED_YEARS} years that the model documents "
            "explain.",
            "Set PEIL_KEEP_RESULTS_YEARS lower, or give your reasons in the impact assessment.",
        )
    else:
        yield ok(f"{kept}.")
    if not can_audit(installation):
        yield ok("This process may not read enough to audit it; run `peil audit` elsewhere.")
        return
    result = run_audit(installation, lambda: expired_waves(installation, retention, today))
    if result.passed:
        yield ok("The audit passed: all that is stored may be stored.")
    else:
        number = "1 fault" if len(result.faults) == 1 else f"{len(result.faults)} faults"
        yield fault(
            f"The audit found {number}. Do not rely on the promise until this is fixed.",
            "Run `peil audit`: it names each of them and says what to do.",
        )
