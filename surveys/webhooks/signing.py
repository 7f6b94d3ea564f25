"""Signatures in the form of Standard Webhooks 1.0 (standardwebhooks.com). Pure.

A receiver computes HMAC-SHA256 with the shared secret over "id.timestamp.body", and refuses what is
signed otherwise or long ago.
"""

import base64
import hmac
from collections.abc import Mapping
from datetime import datetime

SECRET_BYTES = 32
PREFIX = "whsec_"


def secret_as_shown(secret: bytes) -> str:
    """Return a secret as receivers take it."""
    return PREFIX + base64.b64encode(secret).decode()


def signed_headers(secret: bytes, call_id: str, now: datetime, body: str) -> Mapping[str, str]:
    """Return id, time in seconds since 1970, and signature of a call, as headers."""
    seconds = str(int(now.timestamp()))
    content = f"{call_id}.{seconds}.{body}".encode()
    signature = base64.b64encode(hmac.digest(secret, content, "sha256")).decode()
    return {
        "webhook-id": call_id,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{signature}",
    }
