"""What is published of the whole organisation, for readers of any unit of it."""

from collections.abc import Collection

from db.engine import reading as read_transaction
from surveys.access import Reader
from surveys.access.result_links import opened_by, team_reader
from surveys.installation import Installation
from surveys.reading.reading import Reading
from surveys.reading.team_report import TeamReport
from surveys.reading.unit import read_unit
from surveys.texts import Texts


def read_whole(reading: Reading) -> TeamReport | None:
    """Return the report of the organisation, which every reader of one of its units may read.

    A team may know how the whole is doing; numbers of other teams do not come with it. None for
    others, and where nothing is published of it.
    """
    if not reading.who.reads_results:
        return None
    shown = reading.baseline.units
    root = next((one for one in shown if not reading.baseline.above(one)), None)
    if root is None or shown[root].participation is None:
        return None
    # The published units above one's own come with it, and no others.
    return read_unit(reading.by(team_reader(root)), root)


def whole_in_words(
    installation: Installation, who: Reader | None, link: str, questions: Collection[str], code: str
) -> dict[str, str]:
    """Return, in the language of a code, the published level of the organisation by question.

    For a reader of any unit's results, who sees the organisation's beside them, and for anybody who
    came by the link of a team's results; nothing for others, and where nothing is published.
    """
    with read_transaction(installation.engine) as session:
        if who is None or not who.reads_results:
            unit = opened_by(session, link) if link else None
            if unit is None:
                return {}
            who = team_reader(unit)
        report = read_whole(Reading(installation, session, who))
    if report is None:
        return {}
    texts = Texts(code)
    of_whole = texts.gettext("In your organisation: {name}. {level}")
    return {
        trend.question.id: of_whole.format(name=trend.name(code), level=trend.level_in_words(code))
        for trend in report.trends
        if trend.question.id in questions and trend.latest is not None
    }
