"""Requests for a sign-in link by mail: taken at once, looked up later, a few at a time.

Whoever asks gets the same answer after the same time, because nothing is looked up before it.
"""

import importlib
import logging
import queue
import threading
from typing import NamedTuple

from cachetools import TTLCache

from dashboard.clock import now
from surveys.access.mail_address import MAX_ADDRESS_LENGTH
from surveys.installation import Installation
from surveys.messages import DeliveryError
from surveys.settings import Settings
from surveys.sign_in import LINK_LIFETIME

MAX_PER_CLIENT = 20
"""Maximum number of requests from one network address within the lifetime of a link.

A whole office may share one address.
"""

MAX_PER_PROCESS = 500
"""Maximum number of requests in all, so that nobody can make this server send endless mail."""

MAX_WAITING = 200
"""Maximum number of waiting requests; one more is dropped, with a line in the log."""


class _Request(NamedTuple):
    installation: Installation
    settings: Settings
    address: str
    browser: str


class LinkRequests:
    """A queue of requests and the one thread that works on it."""

    def __init__(self, *, starts: bool = True) -> None:
        """Begin with an empty queue; without `starts` it waits for calls of `work_on_next`."""
        seconds = LINK_LIFETIME.total_seconds()
        self._of_client: TTLCache[str, int] = TTLCache(maxsize=10_000, ttl=seconds)
        self._in_all: TTLCache[int, None] = TTLCache(maxsize=MAX_PER_PROCESS, ttl=seconds)
        self._number = 0
        self._lock = threading.Lock()
        self._starts = starts
        self._thread: threading.Thread | None = None
        self.waiting: queue.Queue[_Request] = queue.Queue(MAX_WAITING)

    def ask(
        self,
        installation: Installation,
        settings: Settings,
        *,
        address: str,
        browser: str,
        client: str,
    ) -> None:
        """Queue a request; its outcome is never shown.

        `client` is the network address that it came from; it is kept in memory only, as a count.
        """
        if len(address) > MAX_ADDRESS_LENGTH or not self._counts(client):
            return
        try:
            self.waiting.put_nowait(_Request(installation, settings, address.strip(), browser))
        except queue.Full:
            logging.getLogger(__name__).warning("too many ask for sign-in links; one was dropped")
            return
        self._begin()

    def work_on_next(self) -> None:
        """Handle the next request: look the person up, and send a link if they may have one."""
        installation, settings, address, browser = self.waiting.get()
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

    def _counts(self, client: str) -> bool:
        """Return whether this request is within the limits, and count it."""
        with self._lock:
            self._in_all.expire()
            number = self._of_client.get(client, 0)
            if number >= MAX_PER_CLIENT or len(self._in_all) >= MAX_PER_PROCESS:
                return False
            self._of_client[client] = number + 1
            self._number += 1
            self._in_all[self._number] = None
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
