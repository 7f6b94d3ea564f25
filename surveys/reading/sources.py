"""Of whom and when results are, and what is never shown: facts that go wherever a number goes."""

from surveys.organisation.next_waves import Thresholds
from surveys.reading.team_report import TeamReport
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.texts import Texts


def wave_name(wave: WaveOfUnit, texts: Texts) -> str:
    """Return the title or number of a wave, with the days on which it was open."""
    name = wave.title or texts.gettext("Wave {n}").format(n=wave.number)
    return f"{name} · {texts.days(wave.opens_on, wave.closes_on)}"


def source(name: str, wave: WaveOfUnit | None, needed: Thresholds, texts: Texts) -> str:
    """Return of whom and when results are, and from how many answers they are shown.

    It is the last line of everything that leaves the page: sheets, pictures, tables, reports.
    """
    _ = texts.gettext
    facts = [name]
    if wave is not None:
        facts.append(wave_name(wave, texts))
    if wave is not None and wave.participation is not None:
        facts.append(_("{part} answered").format(part=wave.participation.share_in_words(texts)))
    shown = _(
        "shown from {k} answers, how they are divided from {k_distribution}, comments from "
        "{k_comment}"
    )
    facts.append(
        shown.format(k=needed.k, k_distribution=needed.k_distribution, k_comment=needed.k_comment)
    )
    return " · ".join(facts)


def never_shown(report: TeamReport, needed: Thresholds, texts: Texts) -> list[tuple[str, str]]:
    """Return what is never shown of a unit, and why, as pairs; the reason may be empty."""
    _ = texts.gettext
    told = [
        (
            _("Who answered what, or whether somebody answered."),
            _("It is stored nowhere, and how many answered is said in tenths only."),
        ),
        (
            _("Fewer than {k} answers, and groups of {k} people or fewer."),
            _(
                "Numbers about them could tell what somebody answered. They count in the larger "
                "units above."
            ),
        ),
        (
            _(
                "How answers are divided, from fewer than {k_distribution} answers, and comments, "
                "from fewer than {k_comment}."
            ),
            "",
        ),
        (
            _("Other teams, or a ranking."),
            _(
                "Most differences between teams are chance, and comparing does not help anybody "
                "to work better."
            ),
        ),
        (_("Why something changed."), _("That takes a talk.")),
    ]
    if noticed := report.noticed_in_words(texts.language):
        told.append((_("Every change."), noticed))
    numbers = {
        "k": needed.k,
        "k_distribution": needed.k_distribution,
        "k_comment": needed.k_comment,
    }
    return [(what.format(**numbers), why) for what, why in told]
