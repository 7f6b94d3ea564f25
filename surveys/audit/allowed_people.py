"""The tables about people that may be stored: employees, access, and messages to them."""

from collections.abc import Mapping

from surveys.audit.allowed_table import ABOVE, ID, NAME, PERSON, UNIT, Allowed
from surveys.errors import N_

PEOPLE: Mapping[str, Allowed] = {
    "organisation": Allowed(
        "people",
        N_("The organisation: its name, and whom people can talk to."),
        {
            "id": N_("always 1: there is one organisation"),
            "name": NAME,
            "counsellor_name": N_("name of the confidential counsellor"),
            "counsellor_phone": N_("phone of the confidential counsellor"),
            "company_doctor": N_("how to reach the company doctor"),
            "own_questions": N_("questions that the organisation added"),
            "time_zone": N_("the time zone of its clock"),
            "language": N_("the language of people who chose none"),
            "country": N_("the country whose public holidays count"),
            "confirmed_from": N_("the wave since which people in small units are confirmed"),
            "badges_by_chance": N_("how many of 100 units see a badge without cause in a year"),
            "k": N_("answers that the next wave needs for a number"),
            "k_distribution": N_("answers that the next wave needs for a distribution"),
            "k_comment": N_("answers that the next wave needs for comments"),
            "health_question": N_("whether the question on health complaints is asked"),
            "start_measurement": N_("whether the first wave asks all questions on its subjects"),
            "asks_who_leads": N_("whether people are asked if they lead"),
            "calendar_token": N_("what opens the calendar of waves, which names nobody"),
        },
    ),
    "unit_contacts": Allowed(
        "people",
        N_("Whom people of a unit can talk to, where that is not as in the units above."),
        {
            "unit_id": UNIT,
            "counsellor_name": N_("name of the confidential counsellor"),
            "counsellor_phone": N_("phone of the confidential counsellor"),
            "company_doctor": N_("how to reach the company doctor"),
        },
    ),
    "unit": Allowed(
        "people",
        N_("The teams and departments."),
        {
            "id": ID,
            "parent_id": ABOVE,
            "name": NAME,
            "key": N_("its number in the organisation's own files"),
            "imported_with": N_("the import of earlier results that made it, if one did"),
        },
    ),
    "person": Allowed(
        "people",
        N_("Everybody who works here, and in which unit."),
        {
            "id": ID,
            "name": NAME,
            "email": N_("e-mail address"),
            "unit_id": N_("the unit they work in"),
            "language": N_("the language they prefer"),
            "key": N_("their number in the organisation's own files"),
            "user_name": N_("the name by which the organisation's own sign-in knows them"),
            "sent_user_name": N_("the same, as the directory writes it"),
            "channel": N_("how messages reach them, such as mail"),
            "channel_address": N_("their address there, if it is not the e-mail address"),
            "send_at": N_("the time of day at which they like to get messages"),
        },
    ),
    "access": Allowed(
        "people",
        N_("Who may see the results of which units."),
        {
            "id": ID,
            "person_id": PERSON,
            "role": N_("their role: manager, HR, administrator or works council"),
            "unit_id": N_("the unit that the role is for; nothing for the whole organisation"),
            "confirmed": N_("whether it was confirmed; until then it gives nothing"),
            "given_by": N_("who gave it; nobody for what was done on the server itself"),
            "by_list": N_("whether an imported list gave it"),
        },
    ),
    "stopped_sync": Allowed(
        "people",
        N_("A nightly list or a directory that stopped because it would remove too much."),
        {
            "source": N_("whether it was a folder or a directory"),
            "noted_on": N_("the day"),
            "limits": N_("why it stopped"),
            "told": N_("whether administrators were sent a message about it"),
            "allowed_on": N_("the day on which an administrator lets it go on"),
        },
    ),
    "held_role": Allowed(
        "people",
        N_(
            "Roles of people whom the directory has removed. They give nothing, and wait for an "
            "administrator; kept for 30 days at most."
        ),
        {
            "id": ID,
            "person_id": N_("whose role it was; nobody has this number now"),
            "name": N_("their name"),
            "email": N_("their e-mail address"),
            "user_name": N_("the name by which the organisation's own sign-in knew them"),
            "key": N_("their number in the organisation's own files"),
            "role": N_("their role: manager, HR, administrator or works council"),
            "unit_id": N_("the unit that the role is for; nothing for the whole organisation"),
            "confirmed": N_("whether it was confirmed"),
            "given_by": N_("who gave it; nobody for what was done on the server itself"),
            "by_list": N_("whether an imported list gave it"),
            "request": N_("whether the directory set them to inactive or deleted them"),
            "held_on": N_("the day"),
            "told_on": N_("the day on which administrators were sent a message about it"),
        },
        orderless=True,
    ),
    "held_unit": Allowed(
        "people",
        N_("Units that stay although their group was deleted, because people have roles for them."),
        {
            "unit_id": UNIT,
            "held_on": N_("the day"),
            "told_on": N_("the day on which administrators were sent a message about it"),
        },
        orderless=True,
    ),
    "last_change": Allowed(
        "people",
        N_(
            "Who saved a form last, so that two administrators never undo each other's work unseen."
        ),
        {
            "thing": N_(
                "the form: the rhythm, the contacts, the locale, a text, or a person's details"
            ),
            "left_as": N_(
                "a fingerprint of what they left; the details themselves stand elsewhere"
            ),
            "changed_by": N_("who saved it; nobody for what was done on the server itself"),
        },
        orderless=True,
    ),
    "kept_mapping": Allowed(
        "people",
        N_("How files with headings of another system are read: which column has what."),
        {
            "kind": N_("what such a file has: people, past answers, or numbers of whole units"),
            "headings": N_("a fingerprint of the headings"),
            "name": N_("the name of the file that was read so first, or of the survey"),
            "fields": N_(
                "the headings to read each column from; of past answers also the words for each "
                "option, other spellings of units, and own questions; no row of any file"
            ),
        },
        orderless=True,
    ),
    "set_up_code": Allowed(
        "people",
        N_(
            "Codes with which the first administrator sets up Peil. Deleted once somebody signs in."
        ),
        {"hash": N_("a fingerprint of the code; the code itself is only printed")},
        orderless=True,
    ),
    "sign_in": Allowed(
        "people",
        N_("Sign-in links and sessions of people who read results. Nobody signs in to answer."),
        {
            "hash": N_("a fingerprint of the secret in the link"),
            "kind": N_("whether it is a link or a session"),
            "person_id": PERSON,
            "expires_at": N_("when it ends"),
            "reusable": N_("whether it works more than once"),
            "browser": N_("a fingerprint of the browser that asked for the link"),
        },
        orderless=True,
    ),
    "roster_change": Allowed(
        "people",
        N_("Who joined, moved or left, so that the works council can look at changes."),
        {
            "id": ID,
            "noted_on": N_("the day"),
            "open_wave": N_("the wave that was open on that day; it is not touched"),
            "kind": N_("whether they joined, moved or left"),
            "name": NAME,
            "from_unit": N_("the unit they worked in before"),
            "to_unit": N_("the unit they work in since"),
        },
        orderless=True,
    ),
    "group_member": Allowed(
        "people",
        N_("Which groups of the directory people are in, where it synchronises them."),
        {
            "person_id": PERSON,
            "unit_id": UNIT,
            "number": N_("which of several groups they came into last"),
        },
        orderless=True,
    ),
    "directory_note": Allowed(
        "people",
        N_("What the directory asked and Peil did not do, and how often. Kept for two weeks."),
        {
            "id": ID,
            "noted_on": N_("the day"),
            "kind": N_("why it was not done"),
            "person_id": N_("whom it was about, if they are in Peil"),
            "group_name": N_("the group it was about"),
            "times": N_("how often it was asked on that day"),
        },
        orderless=True,
    ),
    "confirmed_place": Allowed(
        "people",
        N_("Who was confirmed in which unit and at which address before a wave opened, by whom."),
        {
            "person_id": PERSON,
            "number": N_("how often this person has been confirmed"),
            "unit_id": N_("the unit their answers count in"),
            "address": N_("where messages reached them"),
            "before_wave": N_("the wave that was to open next"),
            "confirmed_by": N_("who confirmed it"),
        },
    ),
    "place_change": Allowed(
        "people",
        N_("Who moved people or changed their addresses, so that somebody else confirms it."),
        {
            "person_id": PERSON,
            "number": N_("how often this person had been confirmed before"),
            "changed_by": N_("who changed it"),
        },
    ),
    "audit_entry": Allowed(
        "people",
        N_("The audit trail: who read or changed what, by day. Answering leaves nothing in it."),
        {
            "id": ID,
            "noted_on": N_("the day"),
            "person_id": N_("who did it; nobody for what was done on the server itself"),
            "action": N_("what was done"),
            "subject": N_("the unit, wave or person it was done to"),
        },
        orderless=True,
    ),
}
