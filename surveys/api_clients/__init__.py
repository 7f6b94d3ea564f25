"""Applications that read results through the API: who lets them, what they may read, until when.

An administrator names a client and what it may read. Its token exists once somebody of HR who did
not name it releases it, and only they see it: so no administrator reads results by an application.
"""

from surveys.api_clients.admission import AdmittedClient, admitted, admitted_in, note_use
from surveys.api_clients.clients import (
    MAX_DAYS,
    SCOPES,
    Client,
    ClientError,
    Scope,
    named,
    read_clients,
    read_unit_names,
)
from surveys.api_clients.deciding import propose, release, remove

__all__ = [
    "MAX_DAYS",
    "SCOPES",
    "AdmittedClient",
    "Client",
    "ClientError",
    "Scope",
    "admitted",
    "admitted_in",
    "named",
    "note_use",
    "propose",
    "read_clients",
    "read_unit_names",
    "release",
    "remove",
]
