"""Where visitors come from, as a network, and how much of something each network may hold."""

import threading
from collections import Counter
from ipaddress import IPv6Address, ip_address, ip_network

MAX_CONNECTIONS = 2_000
"""Maximum number of browsers that are connected to this process."""

MAX_MESSAGE_BYTES = 1_000_000
"""Maximum size of a message of a browser; the largest that a page sends is a tenth of it."""


def network_of(address: str | None) -> str | None:
    """Return the network that counts as one visitor: an IPv4 address, or the /64 of an IPv6 one.

    A /64 is what a provider gives one household; within it anybody can choose 2^64 addresses. None
    for this machine, where a proxy may stand that does not say who comes, and for what is not an
    address.
    """
    try:
        parsed = ip_address((address or "").partition("%")[0])
    except ValueError:
        return None
    if isinstance(parsed, IPv6Address):
        parsed = parsed.ipv4_mapped or parsed
    if parsed.is_loopback:
        return None
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)


class Share:
    """Something that there is only so much of: one network can hold half of it, all the whole.

    The half leaves room for everybody else while one network takes whatever it gets. Safe to use
    from several threads.
    """

    def __init__(self, total: int) -> None:
        """Begin with nothing taken."""
        self.total = total
        self.taken = 0
        self._by_network: Counter[str] = Counter()
        self._lock = threading.Lock()

    def has_room(self, network: str | None, amount: int = 1) -> bool:
        """Return whether an amount could be taken now."""
        fits = self.taken + amount <= self.total
        return fits and (network is None or self._by_network[network] + amount <= self.total // 2)

    def take(self, network: str | None, amount: int = 1) -> bool:
        """Take an amount for a network (None: only the total counts); False if it is too much."""
        with self._lock:
            if not self.has_room(network, amount):
                return False
            self.taken += amount
            if network is not None:
                self._by_network[network] += amount
            return True

    def give_back(self, network: str | None, amount: int = 1) -> None:
        """Give back what was taken."""
        with self._lock:
            self.taken -= amount
            if network is not None:
                self._by_network[network] -= amount
                if not self._by_network[network]:
                    del self._by_network[network]
