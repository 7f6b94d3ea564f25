"""What a risk inventory and evaluation (RI&E) can use of results, and what they do not cover.

Of psychosocial workload (PSA) Peil measures high demands and two risks beside it; of the others it
measures nothing, and each report says so.
"""

from surveys.errors import N_
from surveys.reports.closing_sections import how_to_read
from surveys.reports.document import Section, Table
from surveys.reports.material import Material
from surveys.reports.organisation_sections import beside_others, side_by_side
from surveys.reports.question_sections import questions, topics
from surveys.reports.unit_sections import at_a_glance, participation, trends

RISKS = ("workload", "isolation", "reachability_always_on")
"""The indicators of risks that belong to psychosocial workload."""

TITLE = N_("Results for the risk inventory (RI&E), psychosocial workload (PSA)")


def risk_sections(of: Material, *, is_whole: bool) -> list[Section]:
    """Return the sections: what it is for, the risks, how they were measured, what is missing."""
    return [
        _purpose(of),
        at_a_glance(of),
        *(side_by_side(of) if is_whole else ()),
        *trends(of),
        *questions(of),
        *topics(of),
        participation(of),
        _method(of),
        _not_covered(of),
        *how_to_read(of),
        *(beside_others(of) if is_whole else ()),
    ]


def _purpose(of: Material) -> Section:
    _ = of.texts.gettext
    told = [
        (
            _("Part of a risk inventory, not the whole."),
            _(
                "The Working Conditions Act asks every employer for an inventory and evaluation of "
                "risks (article 5), and for a policy on psychosocial workload (article 3, "
                "paragraph 2). This report gives three of its risks: workload, isolation and "
                "having to be reachable."
            ),
        ),
        (
            _("The works council has to consent."),
            _(
                "To the inventory, the instrument for it and the plan of action (Works Councils "
                "Act, article 27(1)(d)); to the survey itself as well (article 27(1)(k) and (l))."
            ),
        ),
        (
            _("What follows from it."),
            _(
                "Numbers show where to look. Which risk it is, what causes it and which measure "
                "is taken, people say in talks; write that in the plan of action, with a date and "
                "a name."
            ),
        ),
    ]
    return Section("overview", _("What this report is for"), told=told)


def _method(of: Material) -> Section:
    texts, needed = of.texts, of.needed
    _ = texts.gettext
    rows = [
        (
            _("Who was asked"),
            _("Everybody in the unit who was on the list when a wave opened; answering is free."),
        ),
        (
            _("What was asked"),
            _(
                "One question about each risk in every wave, and further ones in turn. The words "
                "are Peil's own, and are printed in this report; they are not a published scale, "
                "and have no norm."
            ),
        ),
        (
            _("About which time"),
            _("The days or weeks that the answer page names above its questions."),
        ),
        (
            _("From how many answers"),
            _(
                "A number from {k} answers, how they are divided from {k_distribution}. Groups of "
                "{k} people or fewer are not shown: assess their risks in a talk."
            ).format(k=needed.k, k_distribution=needed.k_distribution),
        ),
        (
            _("How sure it is"),
            _(
                "Each level comes with the interval that holds it about 19 times in 20, if those "
                "who did not answer feel like those who did. Nearly unanimous groups are blurred "
                "first, and the interval is widened by that."
            ),
        ),
        (
            _("Who has seen answers"),
            _(
                "Nobody. Answers are sealed, counted once and destroyed; nothing in this report "
                "can be traced to a person."
            ),
        ),
    ]
    table = Table([_("Subject"), _("In words")], rows)
    return Section("reading", _("How this was measured"), [table])


def _not_covered(of: Material) -> Section:
    _ = of.texts.gettext
    missing = [
        (
            _("Undesirable behaviour"),
            _(
                "Bullying, discrimination and sexual harassment are not asked about: a pulse to "
                "whole teams is not a safe place for it. Ask with an instrument made for it, and "
                "use the yearly report of the confidential counsellor."
            ),
        ),
        (
            _("Aggression and violence"),
            _("Of customers, patients, pupils or passers-by: use your register of incidents."),
        ),
        (
            _("Emotional load"),
            _(
                "Of work with suffering, conflict or death: ask with an instrument made for it "
                "where people have such work."
            ),
        ),
        (
            _("Single people and groups that are not shown"),
            _("Nothing is known of them here. Pregnancy, youth and disability need a look too."),
        ),
        (
            _("All other risks of the RI&E"),
            _("Such as physical load, noise, substances, machines and work at a screen."),
        ),
    ]
    told = (
        "",
        _(
            "This is not a complete PSA questionnaire. The following belongs in the inventory, and "
            "has to come from elsewhere."
        ),
    )
    table = Table([_("Not covered"), _("What to do")], missing)
    return Section("reading", _("What this report does not cover"), [table], [told])
