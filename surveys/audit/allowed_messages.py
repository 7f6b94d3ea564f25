"""The tables of messages, slips, interfaces and what keepers hand in that may be stored."""

from collections.abc import Mapping

from surveys.audit.allowed_table import ID, NAME, PERSON, UNIT, WAVE, Allowed
from surveys.errors import N_

MESSAGES: Mapping[str, Allowed] = {
    "invitation": Allowed(
        "people",
        N_("Who is invited to the open wave, never whether they answered. Deleted at the count."),
        {
            "wave_id": WAVE,
            "person_id": PERSON,
            "unit_id": N_("the unit their answers count in"),
            "links": N_("how many links they were sent: one, or two after a mishap"),
        },
        orderless=True,
    ),
    "message": Allowed(
        "people",
        N_("Which messages about a wave go to whom: the same whether somebody answered or not."),
        {
            "wave_id": WAVE,
            "person_id": PERSON,
            "kind": N_(
                "whether it is an invitation, a reminder, the results, or asks keepers to count"
            ),
            "state": N_("whether it was sent"),
            "attempts": N_("how often it was tried"),
            "try_after": N_("when a message that was not taken is tried again"),
            "fault": N_("why it could not be sent"),
        },
        orderless=True,
    ),
    "message_text": Allowed(
        "people",
        N_("The words of messages, where the organisation has changed them."),
        {
            "kind": N_(
                "whether it is an invitation, a reminder, the results, or asks keepers to count"
            ),
            "language": N_("its language"),
            "subject": N_("its subject"),
            "body": N_("its text"),
        },
    ),
    "api_client": Allowed(
        "people",
        N_("Applications that read results through the API, and what each may read."),
        {
            "id": ID,
            "name": NAME,
            "unit_id": N_("the unit that it reads, with all below it"),
            "scopes": N_("what it may read of that unit"),
            "expires_on": N_("the last day on which its token is valid"),
            "made_by": N_("who entered it; nobody for what was done on the server itself"),
            "released_by": N_("who released its token; nobody for what was done on the server"),
            "hash": N_("a fingerprint of its token; nothing until the token is released"),
            "used_on": N_("the last day on which it read results"),
        },
    ),
    "webhook": Allowed(
        "people",
        N_("Addresses that are told when a wave opens, is counted, and is published."),
        {
            "id": ID,
            "address": N_("the address"),
            "secret": N_("what signs the calls, so that the receiver knows who calls"),
            "disabled": N_("why it is told nothing any more: the receiver's answer"),
        },
    ),
    "webhook_call": Allowed(
        "people",
        N_("What each address was told of each wave: which wave and its days, nothing of answers."),
        {
            "webhook_id": N_("the address that is told"),
            "wave_id": WAVE,
            "event": N_("what happened: opened, counted or published"),
            "id": ID,
            "state": N_("whether it waits, was taken, was given up, or happened before"),
            "body": N_("what is told, until it has been taken"),
            "attempts": N_("how often it was tried"),
            "retry_at": N_("when it is tried next"),
            "outcome": N_("how the last attempt ended: the receiver's status"),
        },
    ),
    "slip": Allowed(
        "people",
        N_("Paper slips for the next wave. They go into its box when it opens."),
        {
            "hash": N_("a fingerprint of the code; the code itself is only on paper"),
            "unit_id": UNIT,
        },
        orderless=True,
    ),
    "handed_in": Allowed(
        "people",
        N_("Passphrases on their way from a page to the clock, sealed. Deleted before their use."),
        {
            "id": ID,
            "person_id": N_("who typed it"),
            "for_key": N_("the key it is sealed for, whose other half only the clock has"),
            "sealed": N_("the sealed passphrase, until the clock takes it"),
            "outcome": N_("what the clock answers: whose turn it was, or why not"),
        },
        orderless=True,
    ),
}
