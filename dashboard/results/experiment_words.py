"""Words of experiments that several parts of their page share."""

from collections.abc import Mapping

from surveys.experiments.experiment import Experiment, Found, Outcome, State
from surveys.texts import Texts


def found_names(texts: Texts) -> Mapping[Found, str]:
    """Return the ways in which units that take part are found, as one chooses them."""
    _ = texts.gettext
    return {
        "asked": _("HR asked them"),
        "volunteered": _("They came forward"),
        "stood out": _("Because of their numbers"),
        "otherwise": _("In another way"),
    }


def outcome_names(texts: Texts) -> Mapping[Outcome, str]:
    """Return what can be decided on a measure at the end."""
    _ = texts.gettext
    return {"keep": _("Keep it"), "change": _("Change it"), "stop": _("Stop")}


def state_in_words(experiment: Experiment, state: State, texts: Texts) -> str:
    """Return how far an experiment is."""
    _ = texts.gettext
    outcomes: dict[Outcome | None, str] = {
        "keep": _("Ended on {day}: the measure is kept"),
        "change": _("Ended on {day}: the measure is changed"),
        "stop": _("Ended on {day}: the measure is stopped"),
    }
    if experiment.ended_on is not None:
        return outcomes[experiment.outcome].format(day=texts.date(experiment.ended_on))
    first, last = experiment.plan.first_wave, experiment.last_wave
    words: dict[State, str] = {
        "planned": _("Planned; who takes part can still be changed"),
        "closed": _("The list is closed; the lot is not drawn yet"),
        "drawn": _("Drawn; it begins with wave {first}").format(first=first),
        "running": _("Running, from wave {first} to wave {last}").format(first=first, last=last),
        "measured": _("All of its waves are counted"),
    }
    return words[state]
