"""Everything that anybody can see: every page, for every role, element by element."""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import session
from dashboard.clock import now
from dashboard.page_registry import PAGES
from dashboard.results import reports
from db import people
from db.engine import reading
from surveys.access import OPERATOR, reader
from surveys.access.result_links import result_link
from surveys.api_clients import remove
from surveys.installation import Installation
from surveys.installation import installation as installations
from surveys.sign_in import make_link_secret, redeem
from tests.api import application, served
from tests.pages.conftest import elements
from tests.reading import units_of
from tests.streamlit_internals import ask_for

APP = Path(__file__).parents[2] / "streamlit_app.py"
Seen = Mapping[tuple[str, ...], object]
"""What is drawn, by (role, page, unit, place on the page)."""


def every_answer(place: Installation, units: Collection[UUID]) -> Seen:
    """Return all that the API answers to an application of each unit, in both languages.

    An application of each of `units` reads every address of every unit, open to it or not, with the
    headers that are sent along. In the end it is gone, so that nothing of it is left in a copy.
    """
    seen: dict[tuple[str, ...], object] = {}
    with served(place) as client:
        for unit in units:
            known = application(client, place, unit)
            waves = [one["id"] for one in known.read("waves")["waves"]]
            below = [f"units/{one}/results" for one in units]
            of_waves = [f"units/{one}/waves/{wave}" for one in units for wave in waves]
            for path in ("units", "waves", "overview", *below, *of_waves):
                for language in ("en", "nl"):
                    answer = known.get(path, lang=language)
                    told = answer.status_code, answer.text, tuple(answer.headers.items())
                    seen[unit.hex, path, language] = told
            remove(place, OPERATOR, known.id)
    return seen


_AT_RANDOM = re.compile(rb'\\?"time\\?": \\?"[0-9a-f]{32}\\?"|b [0-9a-f]{32}')


def everything(
    place: Installation, who: Mapping[str, UUID | None], pages: Collection[str] = PAGES
) -> Seen:
    """Open every page as everybody in `who` (None: not signed in), and return all that is drawn."""
    seen: dict[tuple[str, ...], object] = {}
    with _in(place) as patch:
        for role, person in who.items():
            secret = person and redeem(place, make_link_secret(place, person, now()), now())
            for page, unit, query in _pages(place, person):
                if page not in pages:
                    continue
                for number, drawn in enumerate(_drawn(patch, secret, page, query)):
                    seen[role, page, unit, str(number)] = drawn
    return seen


def _pages(place: Installation, person: UUID | None) -> Iterator[tuple[str, str, dict[str, str]]]:
    for page in (
        "welcome",
        "privacy",
        "answer",
        "how_to_read",
        "for_yourself",
        "organisation",
        "experiments",
    ):
        yield page, "", {}
    with reading(place.engine) as rows:
        units = sorted(unit.id for unit in people.units(rows))
    if person is None:
        # What a team sees by its link is the same whoever opens it.
        yield from (("results", u.hex, {"u": result_link(place, u)}) for u in units)
        return
    if (known := reader(place, person)) is None or not known.reads_results:
        return
    assert units_of(place, known)
    # Asked for by its address, a unit that is not theirs must show nothing of it either.
    for unit in units:
        yield "team", unit.hex, {"unit": unit.hex}
        yield "talk", unit.hex, {"unit": unit.hex, "minutes": "60"}
    for slide in range(1, 9):
        unit = units[0]
        yield "present", f"{unit.hex} {slide}", {"unit": unit.hex, "slide": str(slide)}
    for unit in units:
        notes = {"unit": unit.hex, "slide": "2", "notes": "1"}
        yield "present", f"{unit.hex} notes", notes


def _drawn(
    patch: pytest.MonkeyPatch, secret: str | None, page: str, query: Mapping[str, str]
) -> list[object]:
    """Return all elements of a page, whatever one can choose to see on it."""
    app = AppTest.from_file(str(APP), default_timeout=30)
    app.query_params["lang"] = "en"
    patch.setattr(session, "session_secret", lambda: secret)
    for name, value in query.items():
        app.query_params[name] = value
    ask_for(app, PAGES[page].address)
    app.run()
    assert not app.exception
    found = list(_elements(app.main))
    if not any(choice.key == "view" for choice in app.segmented_control):
        return found
    for indicator in app.pills(key="indicator").options:
        app.pills(key="indicator").set_value(indicator)
        found += _elements(app.run().main)
    for view in ("wave", "agreed"):
        app.segmented_control(key="view").set_value(view)
        app.session_state["all_averages"] = True
        found += _elements(app.run().main)
        assert not app.exception
    return found


def _elements(node: object) -> Iterator[object]:
    for proto in elements(node):
        sent = proto.SerializeToString(deterministic=True)
        # Downloads, and what is to be drawn anew, have names drawn at random.
        yield type(proto).__name__, _AT_RANDOM.sub(b"", sent)


@contextmanager
def _in(place: Installation) -> Iterator[pytest.MonkeyPatch]:
    """Make an installation that of this process, with nothing of another one in memory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PEIL_FOLDER", str(place.store_folder.parent))
        installations.current_installation.cache_clear()
        st.cache_resource.clear()
        st.cache_data.clear()
        reports.forget()
        yield patch
    installations.current_installation.cache_clear()
