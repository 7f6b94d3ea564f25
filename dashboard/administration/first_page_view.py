"""The first page of those who read no results: what an administrator does next, or a council."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from dashboard.clock import now
from dashboard.navigation import page_link
from dashboard.page_top import primary_link
from dashboard.session import Run, session_secret
from surveys.access import NotAllowedError, Reader
from surveys.documents import document
from surveys.installation import Installation
from surveys.operations import Agenda, FailingStep, Task, read_agenda
from surveys.people.confirming import waiting_roles
from surveys.programme import local_moment
from surveys.settings import current_settings
from surveys.sign_in import session_reader
from surveys.texts import Texts, escape_markdown

PAGES: Mapping[Task, str] = {
    "clock stopped": "programme",
    "failing steps": "programme",
    "set up mail": "messages",
    "failed messages": "messages",
    "uncertain messages": "messages",
    "stopped lists": "people",
    "held roles": "people",
    "keepers": "programme",
    "confirmations": "programme",
    "talks": "programme",
    "programme": "programme",
    "start": "programme",
}
"""The page on which something that waits is dealt with."""

VIEWS: Mapping[Task, Mapping[str, str]] = {
    "stopped lists": {"view": "import"},
    "held roles": {"view": "import"},
}
"""The part of that page, if it has several."""


def administrators_page(run: Run, who: Reader) -> None:
    """Show what waits for an administrator, the most urgent first, and the state of waves."""
    _ = run.texts.gettext
    agenda = read_agenda(run.installation, current_settings(), who, now())
    st.title(_("What to do next"), anchor=False)
    st.markdown(" ".join(_state(agenda, run)))
    with st.container(border=True):
        if not agenda.tasks:
            st.markdown(_("Nothing waits for you. Waves open, remind and close by themselves."))
        for number, task in enumerate(agenda.tasks):
            with st.container(
                horizontal=True,
                horizontal_alignment="distribute",
                vertical_alignment="center",
                key=f"task_{number}",
            ):
                told, label = _task(task, agenda, run.texts)
                st.markdown(told, width="content")
                link = primary_link if number == 0 else page_link
                link(PAGES[task], label, **VIEWS.get(task, {}))
    with st.container(horizontal=True):
        page_link("people", _("Who works where"), icon=":material/badge:")
        label = _("When waves open, and what they ask")
        page_link("programme", label, icon=":material/calendar_month:")
        page_link("messages", _("What was sent"), icon=":material/mail:")
        page_link("preview", _("What employees see"), icon=":material/visibility:")
    st.caption(
        _(
            "Administrators see no results: anybody who changes the list should not read the "
            "numbers."
        )
    )


def _state(agenda: Agenda, run: Run) -> list[str]:
    """Return the state of waves as sentences."""
    texts = run.texts
    _, said = texts.gettext, []
    if agenda.open_wave is not None and agenda.closes_on is not None:
        day = texts.weekday(agenda.closes_on)
        said.append(
            _("**Wave {n} is open** up to and including {day}.").format(n=agenda.open_wave, day=day)
        )
    if agenda.next_wave is not None and agenda.opens_at is not None and agenda.state == "running":
        moment = texts.moment(local_moment(run.installation, agenda.opens_at))
        said.append(_("Wave {n} opens on {moment}.").format(n=agenda.next_wave, moment=moment))
    return said


def _task(task: Task, agenda: Agenda, texts: Texts) -> tuple[str, str]:
    """Return what waits and the label of the way there."""
    _ = texts.gettext
    units = escape_markdown(", ".join(agenda.waiting.few_units))
    told: dict[Task, tuple[str, str]] = {
        "clock stopped": (
            _(
                "**The clock has stopped:** no wave opens or closes, and nothing is sent. Ask "
                "whoever runs the server for `peil doctor`."
            ),
            _("Look at the programme"),
        ),
        "failing steps": (
            "  \n".join(_failing(step, texts) for step in agenda.failing),
            _("Look at the programme"),
        ),
        "set up mail": (
            _("**Messages cannot be sent:** no mail server is set up."),
            _("See how to set it up"),
        ),
        "failed messages": (
            texts.ngettext(
                "**{n} message** could not be delivered.",
                "**{n} messages** could not be delivered.",
                agenda.failed,
            ),
            _("See who was not reached"),
        ),
        "uncertain messages": (
            texts.ngettext(
                "Of **{n} message** it is not known whether it arrived.",
                "Of **{n} messages** it is not known whether they arrived.",
                agenda.uncertain,
            ),
            _("Decide about them"),
        ),
        "stopped lists": (
            _("**A list of people has stopped** because it would change too much at once."),
            _("See what it would change"),
        ),
        "held roles": (
            _(
                "**Roles wait for your decision:** the directory removed people or groups that "
                "they belong to."
            ),
            _("Decide about them"),
        ),
        "keepers": (
            _("**The wave has closed** and waits for the keepers of its key."),
            _("See who they are"),
        ),
        "confirmations": (
            texts.ngettext(
                "**{n} person** in {units} waits until HR or the works council confirms them. "
                "Until then the next wave does not open.",
                "**{n} people** in {units} wait until HR or the works council confirms them. "
                "Until then the next wave does not open.",
                agenda.waiting.number,
                units=units,
            ),
            _("Look at the programme"),
        ),
        "talks": (
            _(
                "**The next wave waits** until more units have noted that they talked about their "
                "results, or why not. HR sees which."
            ),
            _("Look at the programme"),
        ),
        "programme": (_("**No wave is planned.**"), _("Choose when waves open")),
        "start": (_("**The programme is paused:** no wave opens."), _("Go on with the programme")),
    }
    return told[task]


def _failing(step: FailingStep, texts: Texts) -> str:
    """Return what the clock cannot do, since when and why; the reason is English, as in a log."""
    _ = texts.gettext
    return _("**Peil cannot {do_what}**, since {day}: {why}").format(
        do_what=_(step.does), day=texts.date(step.since.date()), why=escape_markdown(step.why)
    )


def documents_card(run: Run) -> None:
    """Show the documents about the promise, filled in for this organisation, to download."""
    _ = run.texts.gettext
    names = {
        "works-council": _("Regulation to agree on with the works council"),
        "dpia": _("Impact assessment (DPIA)"),
        "privacy-statement": _("Privacy statement"),
        "ai-statement": _("Statement on artificial intelligence"),
    }
    with st.container(border=True, key="documents"):
        st.subheader(_("Documents"), anchor=False)
        st.caption(_("Models with the thresholds, periods and contacts of this installation."))
        for name, label in names.items():
            st.download_button(
                label,
                partial(
                    document_as_signed_in,
                    run.installation,
                    session_secret() or "",
                    name,
                    run.texts.language,
                ),
                file_name=f"{name}.md",
                mime="text/markdown",
                icon=":material/download:",
                type="tertiary",
                key=f"document_{name}",
                on_click="ignore",
            )


def document_as_signed_in(installation: Installation, secret: str, name: str, language: str) -> str:
    """Return a document with the rights of the session at this moment.

    Raises NotAllowedError when it has ended.
    """
    who = session_reader(installation, secret, now())
    if who is None:
        raise NotAllowedError("signed_out")
    today = local_moment(installation, now()).date()
    return document(installation, current_settings(), who, name, language, today)


def watching_card(run: Run, who: Reader) -> None:
    """Show the ways to the trail, to what waits for confirmation, and to changes of people."""
    _ = run.texts.gettext
    waiting = len(waiting_roles(run.installation, who))
    with st.container(border=True):
        st.subheader(_("Who reads and changes what"), anchor=False)
        page_link("trail", _("Who read or changed what"), icon=":material/history:")
        label = _("What is waiting for confirmation")
        if waiting:
            label = run.texts.ngettext(
                "{n} role is waiting for confirmation",
                "{n} roles are waiting for confirmation",
                waiting,
            )
        page_link("confirmations", label, icon=":material/verified_user:")
        page_link("roster_changes", _("Who joined, moved and left"), icon=":material/move_group:")
