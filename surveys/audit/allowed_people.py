"""The tables about people that may be stored: employees, access, and messages to them."""

from collections.abc import Mapping

from surveys.audit.allowed_table import ABOVE, ID, NAME, PERSON, UNIT, WAVE, Allowed, _

PEOPLE: Mapping[str, Allowed] = {
    "organisation": Allowed(
        "people",
        _("The organisation: its name, and whom people can talk to."),
        {
            "id": _("always 1: there is one organisation"),
            "name": NAME,
            "counsellor_name": _("name of the confidential counsellor"),
            "counsellor_phone": _("phone of the confidential counsellor"),
            "company_doctor": _("how to reach the company doctor"),
            "own_questions": _("questions that the organisation added"),
            "time_zone": _("the time zone of its clock"),
            "language": _("the language of who chose none"),
            "country": _("the country whose public holidays count"),
        },
    ),
    "unit": Allowed(
        "people",
        _("The teams and departments."),
        {
            "id": ID,
            "parent_id": ABOVE,
            "name": NAME,
            "key": _("its number in the organisation's own files"),
        },
    ),
    "person": Allowed(
        "people",
        _("Everybody who works here, and in which unit."),
        {
            "id": ID,
            "name": NAME,
            "email": _("mail address"),
            "unit_id": _("the unit they work in"),
            "language": _("the language they prefer"),
            "key": _("their number in the organisation's own files"),
            "user_name": _("the name by which the organisation's own sign-in knows them"),
            "channel": _("how messages reach them, such as mail"),
            "channel_address": _("their address there, if it is not the mail address"),
            "send_at": _("the time of day at which they like to get messages"),
        },
    ),
    "access": Allowed(
        "people",
        _("Who may see the results of which units."),
        {
            "id": ID,
            "person_id": PERSON,
            "role": _("their role: manager, HR, administrator or works council"),
            "unit_id": _("the unit that the role is for; nothing for the whole organisation"),
        },
    ),
    "sign_in": Allowed(
        "people",
        _("Sign-in links and sessions of who reads results. Nobody signs in to answer."),
        {
            "hash": _("a fingerprint of the secret in the link"),
            "kind": _("whether it is a link or a session"),
            "person_id": PERSON,
            "expires_at": _("when it ends"),
            "reusable": _("whether it works more than once"),
            "browser": _("a fingerprint of the browser that asked for the link"),
        },
        orderless=True,
    ),
    "invitation": Allowed(
        "people",
        _("Who is invited to the open wave, never whether they answered. Deleted at the count."),
        {
            "wave_id": WAVE,
            "person_id": PERSON,
            "unit_id": _("the unit their answers count in"),
        },
        orderless=True,
    ),
    "message": Allowed(
        "people",
        _("Which messages about a wave go to whom: the same for who answered and who did not."),
        {
            "wave_id": WAVE,
            "person_id": PERSON,
            "kind": _("whether it is an invitation, a reminder or the results"),
            "state": _("whether it was sent"),
            "attempts": _("how often it was tried"),
            "fault": _("why it could not be sent"),
        },
        orderless=True,
    ),
    "message_text": Allowed(
        "people",
        _("The words of messages, where the organisation has changed them."),
        {
            "kind": _("whether it is an invitation, a reminder or the results"),
            "language": _("its language"),
            "subject": _("its subject"),
            "body": _("its text"),
        },
    ),
    "roster_change": Allowed(
        "people",
        _("Who joined, moved or left, so that the works council can look at changes."),
        {
            "id": ID,
            "noted_on": _("the day"),
            "open_wave": _("the wave that was open on that day; it is not touched"),
            "kind": _("whether they joined, moved or left"),
            "name": NAME,
            "from_unit": _("the unit they worked in before"),
            "to_unit": _("the unit they work in since"),
        },
        orderless=True,
    ),
    "slip": Allowed(
        "people",
        _("Paper slips for the next wave. They go into its box when it opens."),
        {
            "hash": _("a fingerprint of the code; the code itself is only on paper"),
            "unit_id": UNIT,
        },
        orderless=True,
    ),
    "audit_entry": Allowed(
        "people",
        _("The audit trail: who read or changed what, by day. Answering leaves nothing in it."),
        {
            "id": ID,
            "noted_on": _("the day"),
            "person_id": _("who did it; nobody for what was done on the server itself"),
            "action": _("what was done"),
            "subject": _("the unit, wave or person it was done to"),
        },
        orderless=True,
    ),
}
