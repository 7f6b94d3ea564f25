"""An organisation whose people sign in: by mail, and through an identity provider of their own."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Page, expect

from db import people
from db.base import insert
from db.engine import writing
from db.people import Role
from surveys.installation.installation import Installation, open_installation
from surveys.organisation.organisation import Contacts, create_with_first_unit
from surveys.settings.settings import Settings
from tests.builders import add_people
from tests.identity_provider import CLIENT, SECRET, IdentityProvider, identity_provider
from tests.mail import Mailbox, mail_server
from tests.rosters import appoint


@dataclass(frozen=True)
class Office:
    """Where it is served, what its people use, and its data."""

    address: str
    place: Installation
    unit: UUID
    provider: IdentityProvider
    mailbox: Mailbox

    def somebody(self, name: str, role: Role | None, unit: str | None = None) -> UUID:
        """Add somebody with a role, or an employee without any, and return who it is."""
        email = f"{name}@example.org"
        if role is not None:
            return appoint(self.place, email=email, name=name, role=role, unit=unit)
        person = people.Person(name=name, email=email, unit_id=self.unit)
        with writing(self.place.engine) as session:
            insert(session, person)
        return person.id


@contextmanager
def office(folder: Path, wait_for: Callable[..., None]) -> Iterator[Office]:
    """Serve an organisation as `peil serve` does, with a mail server and an identity provider."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    address = f"http://localhost:{port}"
    place = open_installation(Settings(folder=folder))
    contacts = Contacts("Ada Counsel", "0800 1234")
    _, unit = create_with_first_unit(place, name="Example", first_unit="North", contacts=contacts)
    add_people(place, unit, 6)
    log = folder.with_suffix(".log")
    with ExitStack() as running:
        provider = running.enter_context(identity_provider())
        letters = running.enter_context(mail_server())
        environment = {
            **os.environ,
            "PEIL_FOLDER": str(folder),
            "PEIL_ADDRESS": address,
            "PEIL_MAIL": letters.url,
            "PEIL_OIDC_METADATA_URL": provider.metadata_url,
            "PEIL_OIDC_CLIENT_ID": CLIENT,
            "PEIL_OIDC_CLIENT_SECRET": SECRET,
            "PEIL_OIDC_NAME": "Example ID",
        }
        command = [str(Path(sys.executable).with_name("peil")), "serve", "--host", "localhost"]
        with log.open("w") as output:
            process = subprocess.Popen(
                [*command, "--port", str(port)],
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
            )
        try:
            wait_for(f"{address}/healthz", process, log)
            yield Office(address, place, unit, provider, letters)
        finally:
            process.terminate()
            process.wait(timeout=20)
            place.engine.dispose()


def sign_in(page: Page, at: Office, path: str = "/") -> None:
    """Open a page and sign in through the identity provider, as somebody would."""
    page.goto(at.address + path)
    page.get_by_role("button", name="Sign in with Example ID").click()
    expect(page.get_by_role("heading", name="Provider")).to_be_visible()
    page.get_by_role("link", name="Continue").click()
