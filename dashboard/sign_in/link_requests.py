"""Requests for a sign-in link by mail: taken at once, looked up later, a few at a time.

Anybody who asks gets the same answer after the same time, because nothing is looked up before it.
"""

import importlib
import logging
import queue
import threading
from collections import OrderedDict, deque
from typing import NamedTuple

from cachetools import TTLCache

from dashboard.clock import now
from dashboard.visitors import network_of
from surveys.access.mail_address import MAX_ADDRESS_LENGTH
from surveys.installation import Installation
from surveys.messages import DeliveryError
from surveys.settings import Settings
from surveys.sign_in import LINK_LIFETIME

MAX_PER_NETWORK = 20
"""Maximum number of requests from one network within the time that a person gets one mail.

A whole office may share one address. There is no limit on all requests together, which a stranger
could use up: mail is bounded by one for each person with a role.
"""

MAX_WAITING = 200
"""Maximum number of waiting requests; for one more, another is dropped, with a line in the log."""


class _Request(NamedTuple):
    installation: Installation
    settings: Settings
    address: str
    browser: str
    network: str | None


class _InTurn(queue.Queue[_Request]):
    """Requests by network: the networks take turns, so that none makes the others wait long."""

    def _init(self, maxsize: int) -> None:
        del maxsize
        self._by_network: OrderedDict[str | None, deque[_Request]] = OrderedDict()

    def _qsize(self) -> int:
        return sum(map(len, self._by_network.values()))

    def _put(self, item: _Request) -> None:
        self._by_network.setdefault(item.network, deque()).append(item)

    def _get(self) -> _Request:
        network, requests = self._by_network.popitem(last=False)
        request = requests.popleft()
        if requests:
            self._by_network[network] = requests
        return request

    def put_even_if_full(self, request: _Request) -> bool:
        """Add a request; return whether one of the network with most was dropped for it."""
        with self.mutex:
            is_full = self._qsize() >= self.maxsize
            self._put(request)
            if is_full:
                self._drop_one()
            else:
                self.unfinished_tasks += 1
                self.not_empty.notify()
        return is_full

    def _drop_one(self) -> None:
        """Drop the newest request of the network with most; of several such, that of the newest."""
        fullest = max(reversed(self._by_network), key=lambda one: len(self._by_network[one]))
        self._by_network[fullest].pop()
        if not self._by_network[fullest]:
            del self._by_network[fullest]


class LinkRequests:
    """A queue of requests and the one thread that works on it."""

    def __init__(self, *, starts: bool = True) -> None:
        """Begin with an empty queue; without `starts` it waits for calls of `work_on_next`."""
        seconds = LINK_LIFETIME.total_seconds()
        self._by_network: TTLCache[str, int] = TTLCache(maxsize=10_000, ttl=seconds)
        self._lock = threading.Lock()
        self._starts = starts
        self._thread: threading.Thread | None = None
        self.waiting = _InTurn(MAX_WAITING)

    def ask(
        self,
        installation: Installation,
        settings: Settings,
        *,
        address: str,
        browser: str,
        client: str | None,
    ) -> bool:
        """Queue a request; return False if too many came from its network.

        Its outcome is never shown. `client` is the network address that it came from; its network
        is kept in memory only, with a count.
        """
        network = network_of(client)
        if not self._counts(network):
            return False
        if len(address) <= MAX_ADDRESS_LENGTH:
            request = _Request(installation, settings, address.strip(), browser, network)
            if self.waiting.put_even_if_full(request):
                log = logging.getLogger(__name__)
                log.warning("too many ask for sign-in links; one was dropped")
            self._begin()
        return True

    def work_on_next(self) -> None:
        """Handle the next request: look the person up, and send a link if they may have one."""
        installation, settings, address, browser, _ = self.waiting.get()
        try:
            # Loaded here, because what sends mail takes a second that no page should wait for.
            mail = importlib.import_module("surveys.sign_in.mail")
            mail.send_link(installation, settings, address=address, browser=browser, now=now())
        except Exception as fault:
            # Whatever it is, the next request must be worked on. Of most faults only the kind is
            # noted: their text may hold the address.
            why = fault if isinstance(fault, DeliveryError) else type(fault).__name__
            logging.getLogger(__name__).error("a sign-in link was not sent: %s", why)
        finally:
            self.waiting.task_done()

    def _counts(self, network: str | None) -> bool:
        """Return whether this request is within the limit of its network, and count it.

        Where it is not known, as behind a proxy that does not say it, all would share one limit,
        and a stranger could use it up.
        """
        if network is None:
            return True
        with self._lock:
            number = self._by_network.get(network, 0)
            if number >= MAX_PER_NETWORK:
                return False
            self._by_network[network] = number + 1
            return True

    def _begin(self) -> None:
        with self._lock:
            if self._starts and self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            self.work_on_next()


link_requests = LinkRequests()
"""The requests of this process."""
