"""Everything that anybody can see: every page, for every role, element by element."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import session
from dashboard.clock import now
from db import people
from db.engine import reading
from surveys import installation as installations
from surveys.access import readable_units, reader
from surveys.installation import Installation
from surveys.sign_in import make_link_secret, redeem

APP = Path(__file__).parents[2] / "streamlit_app.py"
Seen = Mapping[tuple[str, ...], object]
"""What is drawn, by (role, page, unit, place on the page)."""


def everything(place: Installation, who: Mapping[str, UUID | None]) -> Seen:
    """Open every page as everybody in `who` (None: not signed in), and return all that is drawn."""
    seen: dict[tuple[str, ...], object] = {}
    with _in(place) as patch:
        for role, person in who.items():
            secret = person and redeem(place, make_link_secret(place, person, now()), now())
            patch.setattr(session, "session_secret", lambda mine=secret: mine)
            for page, unit in _pages(place, person):
                for number, drawn in enumerate(_drawn(page, unit)):
                    seen[role, page, unit, str(number)] = drawn
    return seen


def _pages(place: Installation, person: UUID | None) -> Iterator[tuple[str, str]]:
    yield from (("welcome.py", ""), ("privacy.py", ""), ("answer.py", ""))
    if person is None or (known := reader(place, person)) is None or not known.reads_results:
        return
    with reading(place.engine) as rows:
        units = [unit.id for unit in people.units(rows)]
    assert readable_units(place, known)
    # Asked for by its address, a unit that is not theirs must show nothing of it either.
    yield from (("team.py", unit.hex) for unit in sorted(units))


def _drawn(page: str, unit: str) -> list[object]:
    app = AppTest.from_file(str(APP), default_timeout=30)
    app.query_params["lang"] = "en"
    app.run()
    if unit:
        app.query_params["unit"] = unit
    app.switch_page(f"dashboard/pages/{page}").run()
    assert not app.exception
    return list(_elements(app.main))


def _elements(node: object) -> Iterator[object]:
    children = getattr(node, "children", None)
    if children:
        for child in children.values():
            yield from _elements(child)
    elif (proto := getattr(node, "proto", None)) is not None:
        yield type(proto).__name__, proto.SerializeToString(deterministic=True)


@contextmanager
def _in(place: Installation) -> Iterator[pytest.MonkeyPatch]:
    """Make an installation that of this process, with nothing of another one in memory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PEIL_FOLDER", str(place.store_folder.parent))
        installations.installation.cache_clear()
        st.cache_resource.clear()
        st.cache_data.clear()
        yield patch
    installations.installation.cache_clear()
