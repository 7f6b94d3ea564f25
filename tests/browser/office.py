"""An organisation whose people sign in: by mail, and through an identity provider of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Page, expect

from surveys.installation.installation import Installation, open_installation
from surveys.organisation.organisation import Contacts, create_with_first_unit
from surveys.settings.settings import Settings
from tests.builders import add_people
from tests.identity_provider import CLIENT, SECRET, IdentityProvider, identity_provider
from tests.mail import Mailbox, mail_server
from tests.serving import serving_peil


@dataclass(frozen=True)
class Office:
    """Where it is served, what its people use, and its data."""

    address: str
    installation: Installation
    unit: UUID
    provider: IdentityProvider
    mailbox: Mailbox


@contextmanager
def serve_office(folder: Path) -> Iterator[Office]:
    """Serve an organisation as `peil serve` does, with a mail server and an identity provider."""
    installation = open_installation(Settings(folder=folder))
    contacts = Contacts("Ada Counsel", "0800 1234")
    _, unit = create_with_first_unit(
        installation, name="Example", first_unit="North", contacts=contacts
    )
    add_people(installation, unit, 6)
    with identity_provider() as provider, mail_server() as mailbox:
        oidc = {
            "PEIL_OIDC_METADATA_URL": provider.metadata_url,
            "PEIL_OIDC_CLIENT_ID": CLIENT,
            "PEIL_OIDC_CLIENT_SECRET": SECRET,
            "PEIL_OIDC_NAME": "Example ID",
        }
        with serving_peil(folder, mailbox.url, **oidc) as address:
            yield Office(address, installation, unit, provider, mailbox)
    installation.engine.dispose()


def sign_in(page: Page, office: Office, path: str = "/") -> None:
    """Open a page and sign in through the identity provider, as somebody would."""
    page.goto(office.address + path)
    go_through_the_provider(page)


def go_through_the_provider(page: Page) -> None:
    """Press the button of the identity provider, and come back from it."""
    page.get_by_role("button", name="Sign in with Example ID").click()
    expect(page.get_by_role("heading", name="Provider")).to_be_visible()
    page.get_by_role("link", name="Continue").click()
