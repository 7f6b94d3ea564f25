"""Why a message was not delivered, in words that an administrator can act on."""

import pytest

from surveys.messages.delivery_error import DeliveryError, advice, from_stored
from surveys.texts import LANGUAGES, Texts


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        (
            "address_refused 550 5.1.1",
            "The mail server refused the address (550 5.1.1: there is no such mailbox).",
        ),
        (
            "address_refused 452 4.2.2",
            "The mail server refused the address (452 4.2.2: the mailbox is full).",
        ),
        ("address_refused 550", "The mail server refused the address (550)."),
        ("message_refused 554 5.9.9", "The mail server refused the message (554 5.9.9)."),
        ("channel_unreachable slack", "The channel slack cannot be reached."),
        ("bounced", "Bounced: the address does not work."),
        ("of another version", "The reason is not known any more."),
    ],
)
def test_the_numbers_of_a_server_are_said_with_what_they_mean(stored: str, said: str) -> None:
    assert from_stored(stored).in_words(Texts("en")) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_fails_for_good_comes_with_what_to_do(language: str) -> None:
    """What only says that a server or a channel is away is tried again by itself."""
    for_good = {
        "address_refused",
        "message_refused",
        "mail_address",
        "bounced",
        "no_channel",
        "no_place",
        "channel_address",
        "not_understood",
        "service_refused",
    }
    assert for_good < set(DeliveryError.texts)
    for code in for_good:
        what_to_do = advice(f"{code} 550 5.1.1")
        assert what_to_do is not None
        assert what_to_do.in_words(Texts(language)).endswith(".")
    assert advice("unreachable") is None
