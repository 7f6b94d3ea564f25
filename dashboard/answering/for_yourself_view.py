"""What the browser draws on the page "For yourself", in the reader's language."""

from collections.abc import Mapping

from babel.dates import get_day_names

from surveys.for_yourself import contents
from surveys.instrument.scales import Frozen
from surveys.texts import Texts

CAME_BY = "came_by_result_link"
"""Where the state of the session has the link of the results that somebody came from."""

_WORKING_DAYS = range(5)


def sheets(own: Mapping[str, str], texts: Texts) -> dict[str, object]:
    """Return the data of the quiz, the self-check and the toolkit, as plain text.

    `own` has the published level of the organisation in words, by question, where somebody may
    read it; it stands beside the facts about the same subject.
    """
    code, all_of_it = texts.language, contents()
    facts = [
        {
            "id": fact.id,
            "verdict": fact.verdict,
            "statement": fact.statement[code],
            "told": fact.told[code],
            "source": f"{fact.source[code]}, {fact.year}",
            "own": own.get(fact.own or "", ""),
        }
        for fact in all_of_it.facts
    ]
    days = get_day_names("wide", "stand-alone", locale=code)
    return {
        "words": _words(texts),
        "facts": facts,
        "workplace": _in_language(all_of_it.workplace, code),
        "toolkit": _in_language(all_of_it.toolkit, code),
        "days": [days[day].capitalize() for day in _WORKING_DAYS],
        "halves": [texts.gettext("morning"), texts.gettext("afternoon")],
    }


def _in_language(node: object, code: str) -> object:
    """Return a part of the contents with each of its texts in one language."""
    if isinstance(node, Frozen):
        return {name: _in_language(getattr(node, name), code) for name in type(node).model_fields}
    if isinstance(node, tuple):
        return [_in_language(one, code) for one in node]
    return node[code] if isinstance(node, dict) else node


def _words(texts: Texts) -> dict[str, str]:
    """Return the words around the contents."""
    _ = texts.gettext
    return {
        "quiz": _("Fact or fable?"),
        "quiz_why": _(
            "What was found about working at home, with source and year: most of it is of 2020 and "
            "2021, and may be otherwise where you work."
        ),
        "fact": _("Fact"),
        "fable": _("Fable"),
        "right_fact": _("Right, a fact."),
        "right_fable": _("Right, a fable."),
        "wrong_fact": _("No, a fact."),
        "wrong_fable": _("No, a fable."),
        "both": _("Neither one nor the other."),
        "score": _("You judged {right} of {all} as the sources do."),
        "workplace": _("Check your own workplace"),
        "workplace_why": _("Choose for each thing where yours is between two ends."),
        "step": _("{n} of 5, from “{low}” to “{high}”"),
        "begin_with": _("To begin with: {names}."),
        "nothing_weak": _("Nothing that cannot wait. Look again when something changes."),
        "toolkit": _("Working partly at home: a toolkit"),
        "toolkit_why": _("Fill in what is of use to you; the rest may stay empty."),
        "where": _("Where on {day}, {half}"),
        "copy": _("Copy"),
        "copied": _("Copied."),
        "remember": _("Remember on this device"),
        "remembered": _("Remembered in this browser, not encrypted. Sent to nobody."),
        "not_kept": _("This browser keeps nothing for this page."),
        "forget": _("Forget"),
        "forgotten": _("Forgotten: nothing of it is left on this device."),
        "filled_in": _("Filled in with what this browser remembered."),
        "print": _("Print"),
        "not_shared": _(
            "Unless it is remembered, everything is gone when you leave this page. Let nothing be "
            "remembered on a device that others use as well."
        ),
    }
