"""Sessions and one-time links.

Also public: `openid` (single sign-on) and `mail`, which loads what sends mail.
"""

from surveys.sign_in.sign_in import (
    LINK_LIFETIME,
    SESSION_LIFETIME,
    Link,
    inspect_link,
    make_link_secret,
    redeem,
    session_reader,
    session_reader_in,
    sign_out,
)

__all__ = [
    "LINK_LIFETIME",
    "SESSION_LIFETIME",
    "Link",
    "inspect_link",
    "make_link_secret",
    "redeem",
    "session_reader",
    "session_reader_in",
    "sign_out",
]
