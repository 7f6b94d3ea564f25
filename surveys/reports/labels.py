"""The words of every report besides what its sections tell: topics, labels, its file. Pure."""

import re
import unicodedata
from datetime import date

from surveys.reports.document import Topic
from surveys.texts import Texts

MAX_LENGTH = 60
"""The most characters of a name of a file."""


def topic_names(texts: Texts) -> dict[Topic, str]:
    """Return the names of topics, in their order."""
    _ = texts.gettext
    return {
        "overview": _("At a glance"),
        "where_to_look": _("Where to look first"),
        "trends": _("Trends"),
        "questions": _("Questions"),
        "topics": _("Topics"),
        "together": _("What goes together"),
        "comments": _("Comments by theme"),
        "units": _("All units"),
        "participation": _("Who answers"),
        "agreements": _("What we agreed"),
        "reading": _("How to read this"),
    }


def labels(texts: Texts, made_on: date) -> dict[str, str]:
    """Return the labels that files need besides what the sections tell."""
    _ = texts.gettext
    return {
        "report": _("Report of results"),
        "made_on": _("Made on {day}").format(day=texts.date(made_on)),
        "ask": _("Two questions to ask"),
        "notes": _("For the person who presents this"),
        "more": _("How do we know?"),
        "indicator": _("Indicator"),
        "question": _("Question"),
        "wave": _("Wave"),
        "closed_on": _("Closed on"),
        "average": _("Average"),
        "average_of_wave": _("Average of a wave"),
        "level": _("Likely level"),
        "low": _("Low"),
        "high": _("High"),
        "answers": _("Answers"),
        "answer": _("Answer"),
        "part": _("Part"),
        "theme": _("Theme"),
        "comments": _("Comments"),
        "of_comments": _("Of all comments"),
        "in_words": _("In words"),
        "in_few_words": _("In a few words"),
        "subject": _("Subject"),
        "unit": _("Unit"),
        "about": _("About"),
        "not_shown": _("not shown"),
        "continued": _("continued"),
        "all_in_workbook": _("All rows are in the workbook and on the page."),
        "charts": _("Charts"),
        "contents": _("Contents"),
        "page": _("Page"),
        "dotted": _("Dotted"),
        "drawn": _(
            "Dots: averages of waves. Line: the likely level. Band: it lies in it about 19 times "
            "in 20."
        ),
    }


def file_name(*parts: str) -> str:
    """Return a name of a file, without its ending, of letters, digits and hyphens only.

    Letters lose their accents; a name without any letter or digit is `peil`.
    """
    plain = unicodedata.normalize("NFKD", " ".join(parts)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    return "-".join(["peil", *words])[:MAX_LENGTH].rstrip("-")
