"""What settings may say: a check returns the value, or raises ValueError with how it should look.

Pure. `settings.py` names the check beside the field.
"""

from datetime import time
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

SHARED_TENANTS = ("common", "consumers", "organizations")
"""Microsoft tenants in which anybody can create an account with any e-mail address."""

LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


def own_folder(folder: Path | None) -> Path | None:
    """Refuse a folder that is not one of its own."""
    if folder in {Path(), Path("/")}:
        msg = "it does not name a folder of its own"
        raise ValueError(msg)
    return folder


def web_address(address: str) -> str:
    """Refuse what is not the address of a site; return it without a slash at the end."""
    parts = urlsplit(address)
    rest = (parts.username, parts.password, parts.query, parts.fragment)
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(rest):
        msg = "it should look like https://peil.example.org, without anything behind"
        raise ValueError(msg)
    return address.rstrip("/")


def collector(url: str | None) -> str | None:
    """Refuse what is not the address of a collector of spans; nothing for an empty one."""
    parts = urlsplit(url or "")
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.username):
        msg = "it should look like http://collector.example.org:4318/v1/traces"
        raise ValueError(msg)
    return url or None


def mailbox(url: SecretStr | None) -> SecretStr | None:
    """Refuse a mailbox that is read without encryption, except on this machine."""
    parts = urlsplit(url.get_secret_value()) if url else None
    local = parts is not None and parts.scheme == "imap" and parts.hostname in LOCAL_HOSTS
    if parts is not None and not (local or (parts.scheme == "imaps" and parts.hostname)):
        msg = "it should look like imaps://user:password@imap.example.org/INBOX, encrypted"
        raise ValueError(msg)
    return url


def addresses_of_proxies(proxies: str) -> str:
    """Refuse what the server would take for a name that never matches, and everybody."""
    for proxy in filter(None, map(str.strip, proxies.split(","))):
        try:
            network = ip_network(proxy)
        except ValueError as error:
            msg = f"{proxy!r} is not an address or network such as 10.0.0.5 or 10.0.0.0/24"
            raise ValueError(msg) from error
        if network.prefixlen == 0:
            msg = f"{proxy!r} is everybody, so anybody could say they are somebody else"
            raise ValueError(msg)
    return proxies


def place_of_metrics(place: str | None) -> str | None:
    """Refuse what is not a port, or address and port; nothing for an empty one."""
    try:
        read_place(place or "1")
    except ValueError as error:
        msg = "it should look like 9464, or like 10.0.0.5:9464"
        raise ValueError(msg) from error
    return place or None


def working_hours(text: str) -> str:
    """Refuse hours that do not begin before they end."""
    try:
        first, last = read_hours(text)
    except ValueError:
        first = last = time()
    if first >= last:
        msg = "it should look like 09:00-17:00, and begin before it ends"
        raise ValueError(msg)
    return text


def own_provider(url: str | None) -> str | None:
    """Refuse an identity provider at an unencrypted address, or one that is open to everybody."""
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOCAL_HOSTS):
        msg = "it must begin with https://, else anybody on the way could sign in as anybody"
        raise ValueError(msg)
    tenant = parts.path.strip("/").split("/")[0]
    if parts.hostname == "login.microsoftonline.com" and tenant in SHARED_TENANTS:
        msg = f"put the number of your own tenant in the place of {tenant!r}: that one is anybody's"
        raise ValueError(msg)
    return url


def read_place(text: str) -> tuple[str, int]:
    """Return address and port of a text such as 10.0.0.5:9464; without address, this machine.

    Raises ValueError.
    """
    host, _, port = text.strip().rpartition(":")
    number = int(port)
    if not 1 <= number <= 65_535 or (host and not host.strip("[]")):
        msg = "no address and port"
        raise ValueError(msg)
    return host.strip("[]") or "127.0.0.1", number


def read_hours(text: str) -> tuple[time, time]:
    """Return the two times of day in a text such as 09:00-17:00; raise ValueError."""
    first, _, last = text.replace("–", "-").partition("-")
    return time.fromisoformat(first.strip()), time.fromisoformat(last.strip())
