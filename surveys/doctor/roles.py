"""Whether there is a counsellor, and somebody looks after people and results."""

from collections.abc import Iterator

from db import people
from db.engine import reading
from surveys.doctor.verdict import Verdict, fault, ok, warning
from surveys.installation.installation import Installation
from surveys.organisation.organisation import load_organisation

_NEEDED = {
    "hr": "Nobody is HR of the whole organisation, so nobody sees all published results.",
    "administrator": "Nobody is administrator, so nobody looks after people and units.",
}


def check(installation: Installation) -> Iterator[Verdict]:
    """Look at the contacts of the organisation and at who has which role."""
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
        held = {role: people.who_has(session, role) for role in _NEEDED}
    for role, said in _NEEDED.items():
        number = sum(row.unit_id is None for row in held[role])
        if number == 0:
            yield fault(said, f"Run: peil sign-in-link ADDRESS --role {role}")
        else:
            persons = "1 person has" if number == 1 else f"{number} people have"
            yield ok(f"{persons} the role {role}.")
