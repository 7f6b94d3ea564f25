"""Who a reader is, what they may see and do, and links that open a team's results.

Also public: `mail_address` (the one check and comparison of e-mail addresses) and `result_links`.
"""

from surveys.access.access import (
    ANONYMOUS,
    KEEPER_ROLES,
    OPERATOR,
    NotAllowedError,
    ReadableUnit,
    Reader,
    Scope,
    check_administers,
    check_keeps_contacts,
    check_may_read,
    readable_units,
    reader,
    reader_in,
)
from surveys.access.own_language import choose_language

__all__ = [
    "ANONYMOUS",
    "KEEPER_ROLES",
    "OPERATOR",
    "NotAllowedError",
    "ReadableUnit",
    "Reader",
    "Scope",
    "check_administers",
    "check_keeps_contacts",
    "check_may_read",
    "choose_language",
    "readable_units",
    "reader",
    "reader_in",
]
