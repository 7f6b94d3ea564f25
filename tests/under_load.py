"""People answer by both doors while processes are killed and the database is disturbed.

Nginx with the file of `deploy/proxy`, two processes that take answers and a clock, on a database of
PostgreSQL. Who answers does what a person and the page's own script do: tries again.
"""

import http.client
import itertools
import os
import random
import re
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from dashboard.clock import now, today
from db.postgresql_rights import ANSWER, CLOCK
from surveys.answering.ballot import unseal
from surveys.counting import close_wave
from surveys.installation import Installation, open_installation
from surveys.instrument import questions_of_wave, shipped
from surveys.organisation import Contacts, create_with_first_unit
from surveys.settings import Settings
from surveys.waves import open_wave
from tests.builders import add_people, change_organisation
from tests.disturbances import Course, Process, disturb, kept_running
from tests.mail import free_port
from tests.persistent_people import MOOD, OPTIONS, Outcome, by_app, by_light_page
from tests.proxies import need, nginx
from tests.serving import PEIL
from tests.stored import main_rows


def answered_while_disturbed(
    folder: Path,
    course: Course,
    url: Callable[[str], str],
    interrupt: Callable[[str], None],
    browser: Browser,
) -> tuple[Outcome, Counter[str]]:
    """Let people answer, check that what was accepted is counted; return what they and we did.

    `url` is where a role finds the database, which `interrupt` disturbs as the course says.
    """
    need("nginx")
    settings = Settings(folder=folder / "clock", database_url=url(CLOCK))
    installation = open_installation(settings)
    _, north = create_with_first_unit(
        installation, name="Example", first_unit="North", contacts=Contacts("Ada", "0800 1")
    )
    zone = where_it_is_morning()
    change_organisation(installation, time_zone=zone)
    add_people(installation, north, int(course.seconds * course.per_second * 1.3) + 60)
    opened = open_wave(installation, opens_on=today(zone), closes_on=today(zone))
    tokens = list(opened.tokens.values())
    random.Random(8).shuffle(tokens)  # noqa: S311

    ports = [free_port(), free_port()]
    common = {**os.environ, "PEIL_ADDRESS": "https://localhost", "PEIL_TAB_SECRET": "s" * 32}
    answering = [
        Process(
            [PEIL, "serve", "--only", "answer", "--port", str(port)],
            common
            | {
                "PEIL_FOLDER": str(folder / f"answer-{port}"),
                "PEIL_DATABASE_URL": url(ANSWER),
            },
            folder / f"answer-{port}.log",
        )
        for port in ports
    ]
    clock = Process(
        [PEIL, "run", "--every", "1"],
        common
        | {
            "PEIL_FOLDER": str(settings.folder),
            "PEIL_KEYS": str(installation.keys.path),
            "PEIL_DATABASE_URL": url(CLOCK),
        },
        folder / "clock.log",
    )
    outcome, waiting, lock = Outcome(), iter(tokens), threading.Lock()
    (folder / "nginx").mkdir()
    with ExitStack() as stack:
        stack.enter_context(kept_running(*answering, clock))
        proxy = stack.enter_context(nginx_of_two(folder / "nginx", ports))
        assert len({tab_key(port, tokens[-1]) for port in ports}) == 1
        page = browser.new_context(locale="en-GB").new_page()
        # Whoever comes first loads the files of the app, which the browser keeps.
        by_app(page, proxy, next(waiting), 0, outcome, time.monotonic())
        end = time.monotonic() + course.seconds

        def answer_by_light_page(person: int) -> None:
            while (began := time.monotonic()) < end:
                with lock:
                    token = next(waiting)
                by_light_page(proxy, token, person % OPTIONS, outcome, end)
                person += 1
                # Each of the threads is a fraction of everybody.
                time.sleep(max(0.0, began + THREADS / course.per_second - time.monotonic()))

        with ThreadPoolExecutor(THREADS + 1) as people:
            disturbing = people.submit(disturb, course, [*answering, clock], interrupt, end)
            sending = [people.submit(answer_by_light_page, each) for each in range(THREADS)]
            for person in itertools.count():
                if time.monotonic() > end:
                    break
                with lock:
                    token = next(waiting)
                by_app(page, proxy, token, person % OPTIONS, outcome, end)
            for each in sending:
                each.result()
            done = disturbing.result()
    accepted = sum(outcome.accepted.values())
    assert outcome.by_door["light page"] > THREADS
    assert outcome.by_door["app"] > 1
    assert chosen(installation) == outcome.accepted
    counted = close_wave(installation, today(zone))
    assert counted.unreadable == 0
    assert main_rows(installation, "SELECT DISTINCT ballots FROM wave_unit") == [(accepted,)]
    query = f"SELECT DISTINCT counts::text FROM result WHERE question_id = '{MOOD}'"  # noqa: S608
    published = [outcome.accepted[option] for option in range(OPTIONS)]
    assert main_rows(installation, query) == [(str(published),)]
    installation.engine.dispose()
    return outcome, done


THREADS = 8


def where_it_is_morning() -> str:
    """Return a time zone in which the day, and so the wave, does not end during the test."""
    # The signs of these names are turned round: Etc/GMT-2 is two hours ahead of UTC.
    hours = now().hour - 9
    return f"Etc/GMT{hours if hours <= 12 else hours - 24:+d}"


def chosen(installation: Installation) -> Counter[int]:
    """Return how often each option is in the box."""
    key, questions = installation.keys.read(1), questions_of_wave(shipped(), 1)
    ballots = (unseal(body, questions, key) for body in installation.box(1).bodies())
    return Counter(ballot.answers[MOOD][0] for ballot in ballots)


@contextmanager
def nginx_of_two(folder: Path, ports: Sequence[int]) -> Iterator[str]:
    """Run nginx in front of two processes, once both answer; yield its address."""
    for port in ports:
        wait_for(port)
    with nginx(folder, *(f"http://localhost:{port}" for port in ports)) as proxy:
        yield proxy.address


def tab_key(port: int, token: str) -> str:
    """Return the key of a tab as a process gives it: whichever draws the page after a reload."""
    address = f"http://127.0.0.1:{port}/a/{token}"
    with urllib.request.urlopen(address, timeout=60) as answer:
        found = re.search(r'data-key="([^"]+)"', answer.read().decode())
    assert found is not None
    return found[1]


def wait_for(port: int) -> None:
    """Wait until a process answers."""
    end = time.monotonic() + 240
    while time.monotonic() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with suppress(OSError, http.client.HTTPException), closing(connection):
            connection.request("GET", "/healthz")
            if connection.getresponse().status == HTTPStatus.OK:
                return
        time.sleep(0.1)
    pytest.fail("a process did not start")
