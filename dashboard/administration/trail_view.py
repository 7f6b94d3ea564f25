"""The audit trail, day by day, with actions in the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import groupby

import streamlit as st

from dashboard import session
from dashboard.address import Kept, kept_in_address, write_number
from dashboard.administration.trail_subjects import in_words, natural
from dashboard.clock import now
from dashboard.session import Run
from surveys.access import NotAllowedError
from surveys.installation import Installation
from surveys.sign_in import session_reader
from surveys.texts import Texts, escape_markdown
from surveys.trail import Entry
from surveys.trail.reading import KINDS, Kind, export_trail

MAX_LINE = 400
"""Maximum number of characters that what somebody did is said in; longer lists are folded."""


def action_names(texts: Texts) -> Mapping[str, str]:
    """Return the names of actions in the reader's language; an unlisted one stays English."""
    _ = texts.gettext
    return {
        "organisation set up": _("set up the organisation"),
        "contacts changed": _("changed whom people can talk to"),
        "badges by chance chosen": _("chose how often badges appear by chance"),
        "thresholds chosen": _("chose from how many answers the next waves show results"),
        "question about health switched on": _("let the next waves ask about health complaints"),
        "question about health switched off": _(
            "let the next waves no longer ask about health complaints"
        ),
        "start measurement switched on": _("let the first wave be a start measurement"),
        "start measurement switched off": _("let the first wave be a wave like the others"),
        "open questions planned": _("planned the open questions at the end of a round"),
        "open questions left out": _("left out the open questions at the end of a round"),
        "question who leads switched on": _("let the next waves ask who leads people"),
        "question who leads switched off": _("let the next waves no longer ask who leads people"),
        "people added": _("added people"),
        "people changed": _("changed people"),
        "people left": _("took people off the list who have left"),
        "people exported": _("exported people"),
        "columns confirmed": _("said what the columns of lists mean"),
        "mapping kept": _("kept how files of earlier results are read"),
        "mapping deleted": _("deleted how files with certain headings are read"),
        "people imported": _("imported people"),
        "people confirmed": _("confirmed people in small units"),
        "confirmation asked": _("asked for people to be confirmed"),
        "confirmation switched on": _("switched the confirmation of people on"),
        "confirmation switched off": _("switched the confirmation of people off"),
        "access given": _("gave access"),
        "access proposed": _("gave access, to be confirmed"),
        "access confirmed": _("confirmed access"),
        "access refused": _("refused access"),
        "access suspended": _(
            "changed an e-mail address, so that access has to be confirmed again"
        ),
        "access held": _("kept the role of somebody who has left, for a decision"),
        "access taken": _("took access away"),
        "sign-in link made": _("made a sign-in link"),
        "synchronising allowed": _("allowed people to be synchronised"),
        "synchronising stopped": _("stopped people from being synchronised"),
        "slips made": _("made paper slips"),
        "slips withdrawn": _("withdrew paper slips"),
        "wave opened": _("opened a wave"),
        "wave counted": _("counted a wave"),
        "history imported": _("imported earlier results"),
        "history taken back": _("took earlier results back"),
        "aggregates imported": _("imported numbers from another tool"),
        "aggregates removed": _("removed numbers imported from another tool"),
        "results read": _("read results"),
        "results read by an application": _("let an application read results"),
        "API client entered": _("entered an application that may read results"),
        "API token released": _("released an application's token"),
        "API client ended": _("ended an application that read results"),
        "webhook added": _("added a webhook"),
        "webhook removed": _("removed a webhook"),
        "results exported": _("exported results"),
        "trail exported": _("exported the audit trail"),
        "agreement noted": _("noted an agreement"),
        "agreement corrected": _("corrected an agreement"),
        "agreement ended": _("ended an agreement"),
        "agreement reviewed": _("looked back at an agreement"),
        "event noted": _("noted an event"),
        "event corrected": _("corrected an event"),
        "event removed": _("removed an event"),
        "talk noted": _("noted a talk"),
        "talk moved": _("corrected the day of a talk"),
        "outcome of a talk noted": _("noted where a talk led"),
        "talk withdrawn": _("took back a talk"),
        "reminder of talks asked": _("asked to remind managers of a talk"),
        "leaders reminded": _("reminded managers of a talk"),
        "experiment made": _("planned an experiment"),
        "experiment changed": _("changed the plan of an experiment"),
        "experiment list closed": _("closed the list of an experiment, before the draw"),
        "experiment drawn": _("drew by lot who starts first"),
        "experiment ended": _("ended an experiment"),
        "experiment deleted": _("deleted an experiment"),
        "experiments deleted": _("deleted old experiments"),
        "reason for no talk noted": _("noted why there is no talk"),
        "reason for no talk withdrawn": _("took back why there is no talk"),
        "waiting for talks switched on": _("let waves wait for talks"),
        "waiting for talks switched off": _("let waves open without talks"),
        "reply noted": _("noted what was said and done"),
        "reply changed": _("changed what was said and done"),
        "reply withdrawn": _("took back what was said and done"),
        "reminder of replies asked": _("asked to remind managers of what was said and done"),
        "leaders reminded of replies": _("reminded managers of what was said and done"),
        "look back asked": _("asked managers to look back at an agreement"),
        "measure saved": _("saved a measure"),
        "measure hidden": _("hid a measure"),
        "measure shown": _("showed a measure again"),
        "measure restored": _("restored a measure of Peil"),
        "comments read by theme": _("read the comments of a wave by theme"),
        "comments counted by theme": _("counted comments by theme"),
        "theme saved": _("saved a theme of comments"),
        "theme hidden": _("hid a theme of comments"),
        "theme shown": _("showed a theme of comments again"),
        "theme restored": _("restored a theme of Peil"),
        "quote added": _("added a quote"),
        "quote removed": _("removed a quote"),
        "reply to a theme noted": _("replied to a theme of comments"),
        "reply to a theme withdrawn": _("took back a reply to a theme of comments"),
        "own question saved": _("wrote an own question"),
        "own question asked": _("had an own question asked"),
        "own question ended": _("ended an own question"),
        "own question deleted": _("deleted an own question that was never asked"),
        "agreements and events deleted": _("deleted old agreements and events"),
        "message text changed": _("changed the words of a message"),
        "message decided": _("decided about a message that may not have arrived"),
        "messages came back": _("recorded bounced mail"),
        "turn of a keeper": _("typed a keeper's passphrase"),
        "keys protected": _("named the keepers of the key"),
        "keys unprotected": _("took the keepers of the key away"),
        "link reissued": _("sent somebody a second link"),
        "slip replaced": _("replaced a paper slip"),
        "backup made": _("made a backup"),
        "backup restored": _("restored a backup"),
        "wave discarded": _("gave a wave up without results"),
        "results announced": _("announced results"),
        "rhythm saved": _("saved the rhythm"),
        "programme paused": _("paused the programme"),
        "programme resumed": _("resumed the programme"),
        "programme ended": _("ended the programme"),
        "calendar address changed": _("renewed or revoked the calendar's address"),
        "people not changed": _("stopped before changing people"),
        "people let change": _("let people be changed after a stop"),
        "unit starts later": _("let a unit take part later"),
        "unit starts with the others": _("let a unit take part as those above it"),
        "closed period added": _("added a closed period"),
        "closed period removed": _("removed a closed period"),
        "block brought forward": _("brought a block forward"),
        "time zone, language and country saved": _("saved time zone, language and country"),
        "comments deleted": _("deleted old comments"),
        "results deleted": _("deleted old results"),
    }


def kind_choice(texts: Texts) -> Kind | None:
    """Let somebody choose what to see; None for everything."""
    _ = texts.gettext
    names = {
        "all": _("Everything"),
        "results": _("Who read results"),
        "roles": _("Who may read"),
        "people": _("People and units"),
        "waves": _("Waves"),
        "talks": _("Talks and agreements"),
        "other": _("Settings, texts and upkeep"),
    }
    kept = kept_in_address("kind", list(names))
    chosen = st.pills(
        _("What was done"),
        list(names),
        format_func=names.__getitem__,
        required=True,
        key=kept["key"],
        on_change=_from_the_start,
        args=(kept,),
    )
    return next((kind for kind in KINDS if kind == chosen), None)


def entries_by_day(entries: Sequence[Entry], texts: Texts) -> None:
    """Show what was done on each day, newest first."""
    _, names = texts.gettext, action_names(texts)
    for day, done in groupby(entries, key=lambda entry: entry.noted_on):
        with st.container(border=True):
            st.subheader(texts.date(day), anchor=False)
            short: list[str] = []
            for (by, action), alike in groupby(done, key=lambda e: (e.by, e.action)):
                subjects = _subjects(action, list(alike), texts)
                said = "**{who}** {what}".format(
                    who=escape_markdown(by or _("The server")), what=names.get(action, action)
                )
                line = f"- {said}: {' · '.join(subjects)}"
                if len(line) <= MAX_LINE:
                    short.append(line)
                    continue
                _bullets(short)
                with st.expander(f"{said}: {len(subjects)}"):
                    _bullets([f"- {subject}" for subject in subjects])
            _bullets(short)


def _bullets(lines: list[str]) -> None:
    """Show lines of a list, if there are any, and forget them."""
    if lines:
        st.markdown("\n".join(lines))
    lines.clear()


def _subjects(action: str, alike: Sequence[Entry], texts: Texts) -> list[str]:
    """Return what an action was done to in words, waves in the order of their numbers."""
    subjects = sorted((entry.subject for entry in alike), key=natural)
    return [escape_markdown(in_words(action, subject, texts)) for subject in subjects]


def csv_file(run: Run, kind: Kind | None) -> Callable[[], str]:
    """Return the function that makes the file at download, if the reader is still signed in."""
    return partial(export_as_signed_in, run.installation, session.session_secret() or "", kind)


def export_as_signed_in(installation: Installation, secret: str, kind: Kind | None) -> str:
    """Return the trail as CSV, with the rights of the session at this moment.

    Raises NotAllowedError when it has ended.
    """
    who = session_reader(installation, secret, now())
    if who is None:
        raise NotAllowedError("signed_out")
    return export_trail(installation, who, kind)


def _from_the_start(kept: Kept) -> None:
    """Write the kind that was chosen into the address; another kind is another list."""
    write_number("page", 1)
    kept["on_change"](*kept["args"])
