"""What may be stored in a ballot box, in words for everybody; see `audit_allowed.py`."""

from collections.abc import Mapping

from surveys.audit.allowed_table import Allowed
from surveys.errors import N_

BOX: Mapping[str, Allowed] = {
    "token": Allowed(
        "box",
        N_("The links that were not used yet. A link that is used is taken out."),
        {
            "hash": N_("a fingerprint of the link; the link itself is kept nowhere"),
            "unit_id": N_("the unit"),
        },
    ),
    "ballot": Allowed(
        "box",
        N_("The sealed envelopes, all of the same length, without name or time."),
        {"id": N_("a random number"), "body": N_("the sealed answers")},
    ),
}

LABEL: Mapping[str, Allowed] = {
    "label": Allowed(
        "box",
        N_("To which wave the box belongs; only where the box is part of a larger database."),
        {"wave": N_("number of the wave")},
    ),
}
