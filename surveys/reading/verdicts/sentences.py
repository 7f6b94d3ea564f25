"""A verdict in words: what changed, where a level stands, and what to ask about it. Pure.

Each sentence follows from one `Verdict`, so no two of a unit contradict each other. Words for a
change and for the ends of a scale are the indicator's own; none speaks of a number's direction.
What stands behind a verdict is in `explanations`.
"""

from surveys.instrument import Indicator
from surveys.reading.verdicts.verdict import FoundChange, Onset, PastChange, Verdict
from surveys.texts import Texts

_MOST_MONTHS = 3
"""An onset that may lie in more months than this has none of them named."""

_MONTHS_AGO = 60
"""Days from the first possible onset to the confirmation that make it "some months"."""


def change_sentence(verdict: Verdict, indicator: Indicator, texts: Texts) -> str:
    """Return what is known of a change: direction, onset, size and how sure it is.

    "Probably heavier since September, by 0.3 to 0.8." Without a change that stands: how the
    last one ended, or that it is not clear; never that there was none.
    """
    _ = texts.gettext
    if verdict.found is not None:
        return _standing_sentence(verdict.found, indicator, texts)
    if past := _told_past(verdict):
        if past.why == "steady":
            template = _("As far as can be seen, steady since {month}.")
            return template.format(month=texts.month(past.onset.last, year=True))
        template = _("An earlier change, {when}, is no longer visible.")
        return template.format(when=_when(past.onset, texts))
    if verdict.change == "too early":
        return _("Too early to tell: it takes three waves.")
    return _("Not clear whether this has changed.")


def change_badge(verdict: Verdict, indicator: Indicator, texts: Texts) -> str:
    """Return `change_sentence` in two to seven words, without the size."""
    _ = texts.gettext
    if change := verdict.found:
        template = _("{sure} {change} {since}")
        since_when = since_in_short(change.onset, texts)
        return template.format(**_sure_change(change, indicator, texts), since=since_when).strip()
    if past := _told_past(verdict):
        if past.why == "steady":
            month = texts.month(past.onset.last, year=True)
            return _("Steady since {month}").format(month=month)
        return _("Earlier change no longer visible")
    if verdict.change == "too early":
        return _("Too early to tell")
    return unclear_badge(texts)


def unclear_badge(texts: Texts) -> str:
    """Return the badge without any change to tell."""
    return texts.gettext("Not clear whether it changed")


def level_sentence(verdict: Verdict, indicator: Indicator, texts: Texts) -> str:
    """Return where the level stands, in the indicator's own words; empty without a level.

    "Manageable.", "Needs attention: too heavy.", or "Probably manageable." where it is not sure.
    """
    _, level, language = texts.gettext, verdict.level, texts.language
    if level is None:
        return ""
    low = indicator.end_in(language, good=False)
    if level.by_share:
        template = _("Needs attention: more than 4 in 10 answers lean towards “{low}”.")
        return template.format(low=low)
    if level.standing == "needs attention":
        return _("Needs attention: {low}.").format(low=low)
    if level.sure and level.likeliest == "mixed":
        return _("Mixed: around the middle of the scale.")
    if level.likeliest == "mixed":
        return _("Probably mixed: around the middle of the scale.")
    return f"{level_badge(verdict, indicator, texts)}."


def level_badge(verdict: Verdict, indicator: Indicator, texts: Texts) -> str:
    """Return `level_sentence` in a few words; empty without a level."""
    _, level = texts.gettext, verdict.level
    if level is None:
        return ""
    if level.standing == "needs attention":
        return _("Needs attention")
    if level.likeliest == "mixed":
        return _("Mixed") if level.sure else _("Probably mixed")
    end = indicator.end_in(texts.language, good=level.likeliest == "good")
    return _capital(end if level.sure else _("Probably {end}").format(end=end))


def outstanding_sentences(verdict: Verdict, indicator: Indicator, texts: Texts) -> str:
    """Return what stands out: a change that stands, a level that needs attention.

    With it, from when on other people stand behind the numbers; empty if nothing stands out.
    """
    told = []
    if verdict.found is not None:
        told.append(change_sentence(verdict, indicator, texts))
    if verdict.needs_attention:
        told.append(level_sentence(verdict, indicator, texts))
    if told:
        told.append(other_people_sentence(verdict, texts))
        told.append(older_numbers_sentence(verdict, texts))
    return " ".join(sentence for sentence in told if sentence)


def question_to_ask(verdict: Verdict, texts: Texts) -> str:
    """Return the question with which to start a talk: it fits both the change and the level."""
    _ = texts.gettext
    if verdict.found is not None and verdict.change == "worse":
        onset = verdict.found.onset
        if _is_named(onset) and _months(onset) == 1:
            template = _("What changed in {month}? What would help, and what is ours to decide?")
            return template.format(month=texts.month(onset.first))
        return _("What lies behind this? What would help, and what is ours to decide?")
    if verdict.needs_attention and verdict.change == "better":
        return _("What helped here, and what is still needed?")
    if verdict.needs_attention:
        return _("What makes this hard, and what would help first?")
    if verdict.level is not None and verdict.level.standing == "good":
        return _("What makes this work here? What do we keep?")
    if verdict.change == "better":
        return _("What helped here, and how do we hold on to it?")
    return _("What do you recognise here, and what would you like to be different?")


def other_people_sentence(verdict: Verdict, texts: Texts) -> str:
    """Return from when on other people stand behind the numbers; empty if they do not."""
    if verdict.other_people_since is None:
        return ""
    return texts.gettext(
        "From {day} on, the numbers are about a clearly different group of people; a difference "
        "may come from that."
    ).format(day=texts.date(verdict.other_people_since))


def other_people_in_short(verdict: Verdict, texts: Texts) -> str:
    """Return `other_people_sentence` in a few words, for one line about a verdict."""
    if verdict.other_people_since is None:
        return ""
    day = texts.short_date(verdict.other_people_since)
    return texts.gettext("Largely other people since {day}.").format(day=day)


def older_numbers_sentence(verdict: Verdict, texts: Texts) -> str:
    """Return of which day the newest numbers are; empty if of the newest wave."""
    if verdict.as_of is None:
        return ""
    day = texts.date(verdict.as_of)
    return texts.gettext("The last numbers are of {day}.").format(day=day)


def _standing_sentence(change: FoundChange, indicator: Indicator, texts: Texts) -> str:
    _ = texts.gettext
    if change.as_whole:
        template = _("{sure} {change} {since}, {size}, as in the whole organisation.")
    else:
        template = _("{sure} {change} {since}, {size}.")
    return template.format(
        **_sure_change(change, indicator, texts),
        since=since(change, texts),
        size=size(change, texts),
    )


def _sure_change(change: FoundChange, indicator: Indicator, texts: Texts) -> dict[str, str]:
    return {
        "sure": sureness_in_words(change, texts),
        "change": indicator.change_in(texts.language, better=change.better),
    }


def sureness_in_words(change: FoundChange, texts: Texts) -> str:
    """Return how sure a change is, to begin a sentence with."""
    _ = texts.gettext
    return {
        "less sure": _("Perhaps"),
        "probably": _("Probably"),
        "very probably": _("Very probably"),
        "almost certainly": _("Almost certainly"),
    }[change.sureness]


def _told_past(verdict: Verdict) -> PastChange | None:
    """Return the past change where it is the newest that can be said.

    With other people since, a steady level is none of the same people.
    """
    past = verdict.past
    if verdict.found is not None or past is None:
        return None
    if past.why == "steady" and (
        verdict.change == "too early" or verdict.other_people_since is not None
    ):
        return None
    return past


def size(change: FoundChange, texts: Texts) -> str:
    """Return the size of a change, such as "by 0.3 to 0.8"."""
    _ = texts.gettext
    most = texts.number(change.most)
    if change.least is None:
        return _("by up to {most}").format(most=most)
    if (least := texts.number(change.least)) == most:
        return _("by about {size}").format(size=most)
    return _("by {least} to {most}").format(least=least, most=most)


def since(change: FoundChange, texts: Texts) -> str:
    """Return since when a change stands, in months."""
    _, onset = texts.gettext, change.onset
    if not _is_named(onset):
        months_ago = (change.confirmed_on - onset.first).days >= _MONTHS_AGO
        return _("for some months") if months_ago else _("for some time")
    template = {
        1: _("since {first}"),
        2: _("since {first} or {last}"),
        3: _("since some time between {first} and {last}"),
    }[_months(onset)]
    return template.format(first=texts.month(onset.first), last=texts.month(onset.last))


def since_in_short(onset: Onset, texts: Texts) -> str:
    """Return the onset in one or two words; empty where it has no name."""
    _ = texts.gettext
    if not _is_named(onset):
        return ""
    if _months(onset) == 1:
        return _("since {first}").format(first=texts.month(onset.first))
    first, last = texts.short_month(onset.first), texts.short_month(onset.last)
    return _("since {first}–{last}").format(first=first, last=last)


def _when(onset: Onset, texts: Texts) -> str:
    _ = texts.gettext
    if not _is_named(onset):
        return _("some months ago")
    first, last = (texts.month(day, year=True) for day in (onset.first, onset.last))
    if _months(onset) == 1:
        return _("in {month}").format(month=first)
    return _("between {first} and {last}").format(first=first, last=last)


def _is_named(onset: Onset) -> bool:
    return not onset.open_ended and _months(onset) <= _MOST_MONTHS


def _months(onset: Onset) -> int:
    """Return the number of calendar months in which the onset may lie."""
    first, last = onset.first, onset.last
    return 12 * (last.year - first.year) + last.month - first.month + 1


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
