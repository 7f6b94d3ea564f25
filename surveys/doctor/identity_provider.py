"""Checks that people can sign in with the identity provider, or by mail."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import orjson

from surveys.doctor.probe import TIMEOUT, NoAnswerError, get, is_local
from surveys.doctor.verdict import Verdict, fault, ok, warning

REQUIRED_METADATA = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
CALLBACK = "/oauth2callback"
"""Path to which the provider redirects people."""

_URL = "Correct PEIL_OIDC_METADATA_URL; it ends in /.well-known/openid-configuration."


@dataclass(frozen=True)
class Provider:
    """The settings of the identity provider; None for those that are not set."""

    metadata_url: str | None
    client_id: str | None
    client_secret: str | None

    @property
    def missing(self) -> list[str]:
        """The names of settings that are not set."""
        values = {
            "PEIL_OIDC_METADATA_URL": self.metadata_url,
            "PEIL_OIDC_CLIENT_ID": self.client_id,
            "PEIL_OIDC_CLIENT_SECRET": self.client_secret,
        }
        return [name for name, value in values.items() if not value]


def check(
    provider: Provider, address: str, *, by_mail: bool, timeout: float = TIMEOUT
) -> Iterator[Verdict]:
    """Check the metadata of the provider; `address` is that of Peil."""
    if len(provider.missing) == len(REQUIRED_METADATA) - 1:
        if by_mail:
            yield ok("People sign in by a link in their mail; there is no identity provider.")
        else:
            yield warning(
                "Nobody can sign in by themselves: there is no identity provider and no mail.",
                "Set PEIL_MAIL or PEIL_OIDC_METADATA_URL; `peil sign-in-link` works meanwhile.",
            )
        return
    if provider.missing:
        names = " and ".join(provider.missing)
        yield fault(f"The identity provider is set only in part: {names} is missing.", "Set it.")
        return
    metadata_url = provider.metadata_url or ""
    faults = list(_of_metadata(metadata_url, timeout)) + list(_of_callback(address, metadata_url))
    yield from faults
    if not faults:
        yield ok(
            f"The identity provider {urlsplit(metadata_url).hostname} answers. Let it send people "
            f"back to {address}{CALLBACK}"
        )


def _of_metadata(url: str, timeout: float) -> Iterator[Verdict]:
    if urlsplit(url).scheme not in {"http", "https"}:
        yield fault("The address of the identity provider is none.", _URL)
        return
    if url.startswith("http://") and not is_local(url):
        yield fault("The identity provider is asked without encryption.", "Use its https address.")
    try:
        metadata = _loaded(url, timeout)
    except NoAnswerError as why:
        yield fault(f"The identity provider cannot be asked: {why}.", _URL)
        return
    if lacking := [name for name in REQUIRED_METADATA if not isinstance(metadata.get(name), str)]:
        yield fault(f"The identity provider does not say its {', '.join(lacking)}.", _URL)
        return
    offered = metadata.get("response_types_supported")
    if isinstance(offered, list) and "code" not in offered:
        yield fault(
            "The identity provider does not offer signing in by a code.",
            "Switch the authorization code flow on for this application.",
        )
    try:
        keys = _loaded(str(metadata["jwks_uri"]), timeout).get("keys")
    except NoAnswerError as why:
        yield fault(f"The keys of the identity provider cannot be loaded: {why}.", _URL)
        return
    if not keys:
        yield fault("The identity provider has no keys to sign with.", "Ask its owner.")


def _of_callback(address: str, metadata_url: str) -> Iterator[Verdict]:
    if address.startswith("http://") and not is_local(address):
        yield fault(
            f"Providers refuse to send people back to {address}{CALLBACK}, which is not encrypted.",
            "Set PEIL_ADDRESS to the https address of Peil.",
        )
    elif is_local(address) and not is_local(metadata_url):
        yield warning(
            f"People are sent back to {address}{CALLBACK}, which only works on this machine.",
            "Set PEIL_ADDRESS to the address by which people reach Peil.",
        )


def _loaded(url: str, timeout: float) -> Mapping[str, object]:
    """Return the JSON object at an address; raise NoAnswerError for anything else."""
    answered = get(url, {"Accept": "application/json"}, timeout)
    host = urlsplit(url).hostname
    if answered.status != 200:
        msg = f"{host} answers with status {answered.status}"
        raise NoAnswerError(msg)
    try:
        document = orjson.loads(answered.body)
    except orjson.JSONDecodeError as fault:
        msg = f"{host} answers something else than JSON"
        raise NoAnswerError(msg) from fault
    if not isinstance(document, dict):
        msg = f"{host} answers something else than an object of JSON"
        raise NoAnswerError(msg)
    return document
