"""Which roles give nothing until a second person has confirmed them, and who that is. Pure.

These are the roles that show results of the organisation or the audit trail. Who confirms one is
neither the person that gets it nor the one that gave it, and holds the same kind of role for the
whole organisation. Where there is nobody of this kind, it is confirmed on the server.
"""

from uuid import UUID

WHOLE_ROLES = frozenset({"hr", "council"})


def needs_confirmation(role: str, unit: object, *, root: UUID, by_holder: bool = False) -> bool:
    """Return whether a role gives nothing until it is confirmed.

    These are HR and works council, a manager of the whole organisation (`root`), who reads as much
    as HR, and a manager who has appointed themselves (`by_holder`).
    """
    return role in WHOLE_ROLES or (role == "manager" and (unit == root or by_holder))


def confirmed_by(role: str) -> str:
    """Return the role whose holders confirm a role: its own kind; HR for managers."""
    return "council" if role == "council" else "hr"


def in_words(name: str, role: str, path: str | None) -> str:
    """Return a person's role as the trail names it."""
    return f"{name}: {role} of {path}" if path else f"{name}: {role}"
