"""One visit of the light page: whose link it is, its language, its key, and how it is answered."""

import base64
import functools
import gzip
import hmac
import os
import secrets
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from http import HTTPStatus
from threading import Lock
from uuid import UUID

import brotli
from cachetools import TTLCache, cached
from sqlalchemy.exc import OperationalError
from starlette.requests import Request
from starlette.responses import Response

from dashboard.answering.light.document import CONTENT_SECURITY_POLICY
from dashboard.answering.unit_contacts import contacts_of
from dashboard.clock import today
from dashboard.http.encodings import encoding_for
from surveys.installation import Installation, current_installation
from surveys.organisation import Contacts, Organisation, load_organisation
from surveys.settings.sources import TAB_SECRET
from surveys.texts import Texts, negotiated
from surveys.waves import token_in

SECONDS_KNOWN = 5
"""For how long name, contacts and language of the organisation are not looked up again."""

_QUICKLY = {
    "br": lambda content: bytes(brotli.compress(content, quality=5)),
    "gzip": lambda content: gzip.compress(content, compresslevel=6, mtime=0),
}
"""Compressed for one visitor: in a millisecond, to a tenth more than what is kept for all."""

_DONE = {"peil-done": "1"}
"""Tells the script that answers were sent, so that it forgets them."""


@dataclass(frozen=True)
class Visit:
    """One request: whose link it is, and in which language to answer."""

    installation: Installation
    token: str
    organisation: Organisation | None
    texts: Texts
    accept_encoding: str

    @property
    def today(self) -> date:
        """The day in the time zone of the organisation."""
        zone = self.organisation.time_zone if self.organisation else None
        return today(zone) if zone else today()

    @property
    def contacts(self) -> Contacts | None:
        """Whom to turn to in this organisation: all that is known of a link that was used."""
        return self.organisation.contacts if self.organisation else None

    def contacts_of(self, unit: UUID) -> Contacts | None:
        """Return whom to turn to in a unit, the same for everybody in it."""
        return contacts_of(self.installation, unit, self.contacts)

    @property
    def name(self) -> str:
        """The name of the organisation."""
        return self.organisation.name if self.organisation else ""

    def respond(
        self, html: str, status: HTTPStatus = HTTPStatus.OK, *, done: bool = False
    ) -> Response:
        """Return a page that nobody keeps."""
        headers = {
            "Cache-Control": "no-store",
            "Content-Language": self.texts.language,
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "Vary": "Accept-Encoding, Accept-Language",
            **(_DONE if done else {}),
        }
        content = html.encode()
        # The one secret in it stands beside nothing that a stranger could choose.
        if (encoding := encoding_for(self.accept_encoding)) is not None:
            content = _QUICKLY[encoding](content)
            headers["Content-Encoding"] = encoding
        return Response(content, status, headers, "text/html; charset=utf-8")


def visit_of(request: Request) -> Visit:
    """Return whose link was opened, and in which language: the chosen one, else the browser's."""
    installation = current_installation()
    try:
        organisation = _organisation(installation)
    except OperationalError:
        # The page says that nobody can answer now, in the language of the browser.
        organisation = None
    accepted = request.headers.get("accept-language", "").split(",")[:10]
    language = negotiated(
        request.query_params.get("lang"),
        *(part.split(";")[0].strip() for part in accepted),
        organisation.language if organisation else None,
    )
    return Visit(
        installation,
        token_in(request.path_params.get("token", "")),
        organisation,
        Texts(language),
        request.headers.get("accept-encoding", ""),
    )


@cached(TTLCache(maxsize=16, ttl=SECONDS_KNOWN), lock=Lock())
def _organisation(installation: Installation) -> Organisation | None:
    """Return the organisation: when everybody answers, looking it up is a quarter of the work."""
    return load_organisation(installation)


def tab_key(token: str) -> str:
    """Return the key with which a browser keeps unsent answers in one tab, until they are sent.

    It is the same at every opening of a link, and no page has it once the link has been used: what
    a browser may have left on its disk stays closed.
    """
    key = hmac.new(_tab_secret(), token.encode(), sha256).digest()[:16]
    return base64.b64encode(key).decode()


@functools.cache
def _tab_secret() -> bytes:
    return os.environ.get(TAB_SECRET, "").encode() or secrets.token_bytes(32)
