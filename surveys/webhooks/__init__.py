"""Webhooks: addresses that are told when a wave opens, is counted, and is published.

They hear which wave and its days, and nothing about answers, units or people: anybody who wants
results reads them through the API, with a token. The form is that of Standard Webhooks.
"""

from surveys.webhooks.addresses import (
    AddressError,
    Listed,
    WebhookError,
    add_webhook,
    read_webhooks,
    remove_webhook,
)
from surveys.webhooks.events import EVENTS
from surveys.webhooks.sending import call_due

__all__ = [
    "EVENTS",
    "AddressError",
    "Listed",
    "WebhookError",
    "add_webhook",
    "call_due",
    "read_webhooks",
    "remove_webhook",
]
