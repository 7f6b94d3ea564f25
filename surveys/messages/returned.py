"""Marks the messages that came back: to whom, and which of the addresses are of nobody here."""

from dataclasses import dataclass

from db import delivery_status as stored
from db.engine import writing
from surveys import trail
from surveys.access import Reader, check_administers
from surveys.access.mail_address import spellings
from surveys.installation import Installation
from surveys.messages.bounces import Returned
from surveys.messages.delivery_error import DeliveryError


@dataclass(frozen=True)
class BounceResult:
    """What was done about mail that came back; addresses are in lower case, in order.

    `listed`: now listed as not reached; `known`: were listed before; `unsent`: of somebody here, to
    whom no mail that could come back was sent; `unknown`: of nobody here; `delayed`: only delayed,
    so nothing was done.
    """

    listed: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    unsent: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    delayed: tuple[str, ...] = ()


def record_bounces(
    installation: Installation, returned: Returned, who: Reader | None = None
) -> BounceResult:
    """Mark the messages to addresses from which mail came back as failed.

    `who` is None on the command line. Raises NotAllowedError.
    """
    if who is not None:
        check_administers(who)
    forms = {address: spellings(address) for address in sorted(returned.back)}
    every = [spelling for spelt in forms.values() for spelling in spelt]
    with writing(installation.engine) as session:
        states = stored.addressed(session, every)
        marked = stored.mark_bounced(session, every, DeliveryError("bounced").stored)
        if marked:
            by = who.person if who else None
            trail.note(session, "messages came back", f"addresses: {len(marked)}", by)
    sorted_out: dict[str, list[str]] = {"listed": [], "known": [], "unsent": [], "unknown": []}
    for address, spelt in forms.items():
        here = [states[spelling] for spelling in spelt if spelling in states]
        if marked & set(spelt):
            sorted_out["listed"].append(address)
        elif any("failed" in one for one in here):
            sorted_out["known"].append(address)
        else:
            sorted_out["unsent" if here else "unknown"].append(address)
    lists = {name: tuple(addresses) for name, addresses in sorted_out.items()}
    return BounceResult(**lists, delayed=tuple(sorted(returned.delayed)))
