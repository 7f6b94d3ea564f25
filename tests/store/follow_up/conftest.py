"""Units with leaders and counted waves, and a mail server for messages to them."""

from uuid import UUID

import pytest
from pydantic import SecretStr

from surveys.installation.installation import Installation
from surveys.settings import Settings
from tests.builders import add_people, add_person, add_unit
from tests.mail import Mailbox
from tests.store.follow_up.test_talks import FIRST, SECOND, hold


@pytest.fixture
def led(installation: Installation, organisation: dict[str, UUID]) -> dict[str, UUID]:
    """Units of 8 people, North led by Nora, South by Sam; two counted waves."""
    whole = organisation["Example"]
    add_people(installation, whole, 6)
    for name in ("North", "South"):
        organisation[name] = add_unit(installation, name, whole)
        add_people(installation, organisation[name], 8)
    for name, role_for in (("Nora", "North"), ("Sam", "South")):
        add_person(installation, whole, name, role="manager", role_for=organisation[role_for])
    organisation["first"], organisation["second"] = (
        hold(installation, day) for day in (FIRST, SECOND)
    )
    return organisation


@pytest.fixture
def mailing(settings: Settings, mailbox: Mailbox) -> Settings:
    """The settings with a mail server."""
    return settings.model_copy(
        update={"mail": SecretStr(mailbox.url), "messages_per_second": 100.0}
    )
