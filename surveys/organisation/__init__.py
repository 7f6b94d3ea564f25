"""The organisation: its name, contacts and language, its instrument, and changes of its roster.

Also public: `roster_changes`, `places`, and the confirmation of people in small units:
`confirmation_rule` (on or off, and who waits), `confirmations` (read and confirm), `small_units`;
`next_waves` (from how many answers they show, and whether they ask about health); `turns` (whose
turn in the rotation a wave is, and what it asks); and `own_slot` (which own questions it asks).
"""

from surveys.organisation.organisation import (
    BADGES_BY_CHANCE,
    TIME_ZONE,
    Contacts,
    Organisation,
    SetUpError,
    badges_by_chance_in,
    badges_by_chance_of,
    create_organisation,
    create_with_first_unit,
    instrument_of,
    load_instrument,
    load_instrument_in,
    load_organisation,
    load_organisation_in,
    root_unit,
    save_badges_by_chance,
    save_contacts,
    unit_named,
)
from surveys.organisation.support import (
    Support,
    support_for,
    support_in_short,
    support_lines,
)
from surveys.organisation.unit_contacts import (
    ContactsOfUnits,
    contacts_in_open_wave,
    contacts_of_units,
    read_contacts,
    save_unit_contacts,
)

__all__ = [
    "BADGES_BY_CHANCE",
    "TIME_ZONE",
    "Contacts",
    "ContactsOfUnits",
    "Organisation",
    "SetUpError",
    "Support",
    "badges_by_chance_in",
    "badges_by_chance_of",
    "contacts_in_open_wave",
    "contacts_of_units",
    "create_organisation",
    "create_with_first_unit",
    "instrument_of",
    "load_instrument",
    "load_instrument_in",
    "load_organisation",
    "load_organisation_in",
    "read_contacts",
    "root_unit",
    "save_badges_by_chance",
    "save_contacts",
    "save_unit_contacts",
    "support_for",
    "support_in_short",
    "support_lines",
    "unit_named",
]
