"""The parts of the privacy page, in short sentences for readers without technical knowledge."""

from datetime import date

import streamlit as st

from dashboard.session import Run
from surveys import trail
from surveys.audit import NEVER, Audit, can_audit, run_audit, thresholds
from surveys.documents import LIMITS, PROMISE
from surveys.installation import Installation, is_ready
from surveys.installation.custody import BOX_AND_KEY
from surveys.operations import expired_waves
from surveys.settings import current_settings
from surveys.texts import Texts
from surveys.waves import KeeperState, Thresholds, keeper_state


def promise(texts: Texts) -> None:
    """Show the promise."""
    _ = texts.gettext
    with st.container(border=True):
        st.subheader(_("What we promise"), anchor=False)
        st.markdown(_("Nobody can look up what you answered.") + f" {_(PROMISE)}")


def limits_of_the_promise(run: Run) -> None:
    """Show what the promise does not protect against."""
    _ = run.texts.gettext
    ready = is_ready(run.installation)
    state = keeper_state(run.installation) if ready else KeeperState()
    with st.container(border=True):
        st.subheader(_("What this does not protect against"), anchor=False)
        custody = f" {_(state.custody)}" if ready else ""
        said = [_(limit) + (custody if limit == BOX_AND_KEY else "") for limit in LIMITS]
        st.markdown("\n".join(f"* {sentence}" for sentence in said))


def what_is_stored(texts: Texts) -> None:
    """Show what is stored before and after a count, and what is never stored."""
    _ = texts.gettext
    with st.container(border=True):
        st.subheader(_("While a wave is open"), anchor=False)
        st.markdown(
            _(
                "- Your answers wait in a sealed envelope, with your team but without your name. "
                "All envelopes have the same length.\n"
                "- When you send your answers, what the box has of your link is overwritten. "
                "Nothing is noted about who used it, or when.\n"
                "- The key that opens the envelopes lies apart from them, and must never be "
                "backed up."
            )
        )
        st.subheader(_("After it closes"), anchor=False)
        st.markdown(
            _(
                "- The envelopes are opened once, in memory, and counted.\n"
                "- Only numbers about groups that are large enough are written down, and comments: "
                "word for word, shuffled, apart from all answers, in still larger groups.\n"
                "- Envelopes, links, invitations and the key are destroyed. No single answer "
                "remains, so nobody can count again."
            )
        )
    with st.container(border=True):
        st.subheader(_("Never stored"), anchor=False)
        st.markdown("\n".join(f"- {texts.gettext(sentence)}" for sentence in NEVER))


def who_sees_what(texts: Texts) -> None:
    """Show what each role may see."""
    _ = texts.gettext
    with st.container(border=True):
        st.subheader(_("Who sees what"), anchor=False)
        st.markdown(
            _(
                "- **You** see your own answers once, right after sending, until you close the "
                "page. If you wish, your browser keeps some of them for you, and sends them to "
                "nobody.\n"
                "- **A manager** sees the published results of the units they lead, and the "
                "averages of the larger units above. Never an answer, never who answered, and how "
                "many did only as a band: “9 in 10 or more” may be everybody, or not.\n"
                "- **Everybody in a unit** sees, by a link, the published results of that unit: "
                "what their manager sees. The link is the same for all, so nobody knows who opened "
                "it.\n"
                "- **HR** sees the published results of every unit. Never an answer, never who "
                "answered.\n"
                "- **An administrator** looks after people and units, and sees no results at "
                "all.\n"
                "- **The works council and the privacy officer** see this page. They can ask for "
                "the full audit, `peil audit`, and for the tests that attack the promise. The "
                "works council can sign in to see who read or changed what; it sees no results."
            )
        )
        st.markdown(
            _(
                "A role that reads the results of the organisation, or who read what, is given by "
                "an administrator and confirmed by a second person who holds it (on the server "
                "while nobody does); until then it gives nothing."
            )
        )


def thresholds_and_retention(run: Run) -> None:
    """Show the minimum reporting sizes and the retention periods of this installation."""
    _ = run.texts.gettext
    minimum = thresholds(run.installation) if is_ready(run.installation) else Thresholds()
    kept = current_settings().retention
    with st.container(border=True):
        st.subheader(_("From how many answers"), anchor=False)
        st.markdown(
            _(
                "- A number: at least **{number}** answers.\n"
                "- How answers are spread: at least **{distribution}**.\n"
                "- Comments: at least **{comments}**. Where a wave asks several open questions, at "
                "least **{number}** of them answered each."
            ).format(
                number=minimum.k, distribution=minimum.k_distribution, comments=minimum.k_comment
            )
        )
        st.caption(
            _(
                "This is fixed when a wave opens. It can be set higher for a next wave, but "
                "never under 5, 10 and 10. Smaller groups count only in the larger units above."
            )
        )
        st.subheader(_("How long it is kept"), anchor=False)
        st.markdown(
            _(
                "- Comments: **{months} months** after their wave closed.\n"
                "- Numbers of counted waves: **{years} years** after the wave closed.\n"
                "- Who read or changed what: **{trail} years**.\n\n"
                "What is due is deleted every day. Nothing about a single answer is left to be "
                "deleted."
            ).format(months=kept.comment_months, years=kept.result_years, trail=trail.MAX_AGE_YEARS)
        )


def live_audit(run: Run) -> None:
    """Show the verdict of an audit of this moment, its checks, and everything that is stored."""
    _ = run.texts.gettext
    with st.container(border=True):
        st.subheader(_("Checked just now"), anchor=False)
        if not is_ready(run.installation):
            st.markdown(_("The database does not answer right now. Please come back later."))
            return
        if not can_audit(run.installation):
            st.markdown(
                _(
                    "This part of Peil only takes answers. It may read published numbers and what "
                    "was agreed, but neither people nor the ballot box, so it cannot check them; "
                    "the privacy page of the dashboard does."
                )
            )
            return
        result = _audited(str(run.installation.store_folder), run.today, run.installation)
        _verdict(result, run.texts)
        with st.expander(_("What was checked")):
            _details(result, run.texts)


@st.cache_data(ttl=60, max_entries=4, show_spinner=False)
def _audited(store: str, today: date, _installation: Installation) -> Audit:
    """Run the audit at most once a minute, however many people open the page."""
    del store
    return run_audit(
        _installation, lambda: expired_waves(_installation, current_settings().retention, today)
    )


def _verdict(result: Audit, texts: Texts) -> None:
    _ = texts.gettext
    if result.passed:
        st.success(
            _("Passed: all that is stored here may be stored."), icon=":material/verified_user:"
        )
        return
    st.error(
        texts.ngettext(
            "{n} thing is not as it should be.",
            "{n} things are not as they should be.",
            len(result.faults),
        )
        + " "
        + _("Please show this page to your works council or privacy officer."),
        icon=":material/gpp_maybe:",
    )


def _details(result: Audit, texts: Texts) -> None:
    """List findings, then tables; without numbers of rows, because the page is public."""
    _ = texts.gettext
    for finding in result.findings:
        icon = ":material/check:" if finding.severity == "ok" else ":material/error:"
        st.markdown(f"{icon} {finding.in_words(texts.gettext)}")
        if finding.remedy:
            st.caption(finding.advice(texts.gettext))
    for store in result.stores:
        st.markdown(f"**{texts.gettext(store.name)}**")
        if not store.tables:
            st.markdown(_("There is none: no wave is open."))
        lines = []
        for table in store.tables:
            columns = "; ".join(texts.gettext(column.purpose) for column in table.columns)
            held = _("Holds: {columns}.").format(columns=columns)
            lines.append(f"- `{table.name}`: {texts.gettext(table.purpose)}  \n  {held}")
        st.markdown("\n".join(lines))
