"""Everything that anybody can see: every page and every report, for every role, part by part."""

import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import session
from dashboard.clock import now
from dashboard.page_registry import PAGES
from dashboard.reports.council_pack import pack_as_signed_in
from dashboard.results import reports
from dashboard.results.data_download import data_as_signed_in
from dashboard.results.report_download import report_as_signed_in
from dashboard.results.suggestions_view import ANY_TIME, opened
from db import people
from db.engine import reading
from surveys.access import OPERATOR, reader
from surveys.access.result_links import result_link
from surveys.api_clients import remove
from surveys.errors import PeilError
from surveys.installation import Installation
from surveys.installation import installation as installations
from surveys.instrument import shipped
from surveys.reports import FORMATS, Asked, Period
from surveys.sign_in import make_link_secret, redeem
from tests.api import application, served
from tests.pages.conftest import elements
from tests.reading import units_of
from tests.streamlit_internals import ask_for

APP = Path(__file__).parents[2] / "streamlit_app.py"
Seen = Mapping[tuple[str, ...], object]
"""What is drawn, by (role, page, unit, place on the page)."""


WITH_NUMBERS = (
    "welcome",
    "how_to_read",
    "for_yourself",
    "organisation",
    "team",
    "results",
    "present",
    "talk",
    "experiments",
    "answer",
)
"""The pages on which numbers of answers could stand."""


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
    place: Installation,
    who: Mapping[str, UUID | None],
    pages: Collection[str] = PAGES,
    *,
    every_format: bool = True,
) -> Seen:
    """Open every page as everybody in `who` (None: not signed in), and return all that is drawn.

    Without `every_format`, each unit has its reports in one format, and the next unit in the next.
    """
    seen: dict[tuple[str, ...], object] = {}
    with _in(place) as patch:
        for role, person in who.items():
            secret = person and redeem(place, make_link_secret(place, person, now()), now())
            for page, unit, query in _pages(place, person):
                if page not in pages:
                    continue
                for number, drawn in enumerate(_drawn(patch, secret, page, query)):
                    seen[role, page, unit, str(number)] = drawn
            if pages is PAGES and person is not None:
                seen |= _taken_away(place, role, secret or "", every_format)
    return seen


def _taken_away(place: Installation, role: str, secret: str, every_format: bool) -> Seen:
    """Return every part of every file that somebody can download, of every unit."""
    seen: dict[tuple[str, ...], object] = {}
    with reading(place.engine) as rows:
        units = sorted(unit.id for unit in people.units(rows))
    for number, unit in enumerate((None, *units)):
        formats = list(FORMATS) if every_format else [list(FORMATS)[number % len(FORMATS)]]
        files = {"data": partial(data_as_signed_in, place, secret, unit, Period(), "en")}
        for about, asked, language in (
            ("report", Asked(unit), "en"),
            ("risks", Asked(unit, about="risk inventory"), "nl"),
        ):
            for form in formats:
                make = partial(report_as_signed_in, place, secret, asked, language, form)
                files[f"{about} {form}"] = make
        for taken, make in files.items():
            for name, part in parts_of(_made_or_refused(make)):
                seen[role, taken, unit.hex if unit else "", name] = "Export", part
    for name, part in parts_of(_made_or_refused(partial(pack_as_signed_in, place, secret))):
        seen[role, "council pack", "", name] = "Export", part
    return seen


def _made_or_refused(make: Callable[[], bytes]) -> bytes:
    """Return a file; nothing where it is refused, which must be the same in both."""
    try:
        return make()
    except PeilError:
        return b""


def parts_of(file: bytes, name: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield what a file consists of; a workbook within slides, too, part by part.

    The moment at which a library made an archive is none of its content.
    """
    if not file.startswith(b"PK"):
        yield name, file
        return
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        for part in sorted(archive.namelist()):
            if part != "docProps/core.xml":
                yield from parts_of(archive.read(part), f"{name}/{part}")


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
    """Return all elements of a page, whatever one can choose to see on it.

    What could help is unfolded: no suggestion may follow from what is not published.
    """
    app = AppTest.from_file(str(APP), default_timeout=30)
    for asked in (ANY_TIME, *shipped().rotation.anchors):
        app.session_state[opened(asked)] = True
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
