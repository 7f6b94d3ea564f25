"""What a page is: its file and address, who may open it, where it is served and listed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from dashboard.session import Run
from surveys.access import Reader
from surveys.experiments.rights import exist_in, may_plan
from surveys.settings import Half
from surveys.waves import keeper_state_in

FOLDER = "dashboard/pages"

Condition = Callable[[Run], bool]

EVERYWHERE = frozenset[Half | None]({None, "answer", "dashboard"})
WITH_ANSWERING = frozenset[Half | None]({None, "answer"})
WITH_RESULTS = frozenset[Half | None]({None, "dashboard"})
ONLY_ANSWERING = frozenset[Half | None]({"answer"})
ONLY_RESULTS = frozenset[Half | None]({"dashboard"})


def everybody(run: Run) -> bool:
    """Return True: the page is open to everybody, signed in or not."""
    del run
    return True


def readers(condition: Callable[[Reader], bool]) -> Condition:
    """Return the condition that the reader is signed in and meets another condition."""
    return lambda run: run.reader is not None and condition(run.reader)


administrators = readers(lambda reader: reader.administers)
run_waves = readers(lambda reader: reader.administers or reader.reads_everything)


def may_set_up(run: Run) -> bool:
    """Return whether set-up is open: to administrators, and to the person who begins it."""
    has_just_begun = run.reader is None and "set_up_link" in st.session_state
    return run.needs_set_up or has_just_begun or administrators(run)


def is_no_kiosk(run: Run) -> bool:
    """Return whether the device is one person's: a kiosk has nothing to do but answer."""
    del run
    return "kiosk" not in st.query_params


def has_keepers(run: Run) -> bool:
    """Return whether there are keepers, of later waves or of the open one."""
    return not run.has_ended and keeper_state_in(run.open_session()).has_any


def has_experiments(run: Run) -> bool:
    """Return whether the menu lists experiments: to HR, to others once there is one."""
    if run.reader is not None and may_plan(run.reader):
        return True
    return not run.has_ended and exist_in(run.open_session())


@dataclass(frozen=True)
class Page:
    """A page: its file and address, who may open it, and where it is served and listed."""

    name: str
    """The file in `dashboard/pages/`, without `.py`; links name the page by it."""

    title: str
    """English, as in the catalogue; translated for each reader."""

    icon: str | None = None
    url_path: str | None = None
    """The address below the root, where it is not the name."""

    may_open: Condition = everybody
    """Whether a run may open the page; services guard what they return all the same."""

    menu: Literal["main", "administration"] | None = None
    """The menu that lists the page for those who may open it; None for a page behind a link."""

    is_listed: Condition = everybody
    """Whether the menu lists it now, for those who may open it."""

    halves: frozenset[Half | None] = WITH_RESULTS
    """The processes that serve it: those with one half, and (None) those with both."""

    is_first: bool = False
    """Whether it is the page at the root."""

    anonymous: bool = False
    """Whether its visitors need no account, so that it sets no cookie of ours."""

    has_head: bool = True
    """Whether it has the menu of the person; a presentation has a bar of its own."""

    has_token: bool = False
    """Whether links with a token open it, so that browsers must keep nothing of it."""

    charts: bool = False
    """Whether the browser loads the code of charts early; such a page reads results."""

    results: bool = False
    """Whether it reads results while it is drawn, without charts: one read transaction."""

    needs_database: bool = True
    """Whether it has nothing to show while the database is away."""

    layout: Literal["centered", "wide"] | None = None

    @property
    def address(self) -> str:
        """The path below the root; the first page is reached at the root as well."""
        return self.url_path or self.name

    @property
    def file(self) -> str:
        """The path of the file, as Streamlit knows it."""
        return f"{FOLDER}/{self.name}.py"
