"""What may be stored in a ballot box, in words for everybody; see `audit_allowed.py`."""

from collections.abc import Mapping

from surveys.audit.allowed_table import Allowed, _

BOX: Mapping[str, Allowed] = {
    "token": Allowed(
        "box",
        _("The links that were not used yet. A link that is used is taken out."),
        {
            "hash": _("a fingerprint of the link; the link itself is kept nowhere"),
            "unit_id": _("the unit"),
        },
    ),
    "ballot": Allowed(
        "box",
        _("The sealed envelopes, all of the same length, without name or time."),
        {"id": _("a random number"), "body": _("the sealed answers")},
    ),
}

LABEL: Mapping[str, Allowed] = {
    "label": Allowed(
        "box",
        _("To which wave the box belongs; only where the box is part of a larger database."),
        {"wave": _("number of the wave")},
    ),
}
