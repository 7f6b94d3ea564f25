"""What cannot be kept of a rhythm, a locality or a plan. Pure."""

from typing import ClassVar

from surveys.errors import N_, PeilError


class ProgrammeError(PeilError):
    """Something about the programme that cannot be kept; nothing was changed."""

    texts: ClassVar = {
        "not_set_up": N_("Set up the organisation first."),
        "no_programme": N_("There is no programme yet: choose a rhythm first."),
        "too_many_reminders": N_("At most {most} reminders: more would only annoy."),
        "reminders_out_of_order": N_(
            "Give the days of the reminders from early to late, each once."
        ),
        "reminder_too_late": N_(
            "A reminder comes 1 to {last} days after opening, before the wave closes."
        ),
        "reminders_not_days": N_("Give the reminders as days after opening, such as 3,5."),
        "period_name": N_("Give the closed period a name of 1 to {most} characters."),
        "period_dates": N_(
            "The last day must not lie before the first, or more than a year after it."
        ),
        "no_day_left": N_(
            "Closed periods and holidays leave no day for any wave; choose another rhythm."
        ),
        "time_zone": N_("There is no time zone {name}; choose one such as Europe/Amsterdam."),
        "language": N_("There are no texts in the language {name}; choose one of {known}."),
        "country": N_("No public holidays are known of {name}; choose a code such as NL, or none."),
        "wave_held": N_("Wave {wave} has been held or is open: its questions stay as they are."),
        "has_begun": N_(
            "The first wave has opened, so it stays as it was: a start measurement comes before "
            "all other waves, or not at all. Nothing was changed."
        ),
        "not_in_cycle": N_(
            "These questions do not come later in the same round of {cycle} waves, so they cannot "
            "change places with those of wave {wave}."
        ),
        "open_days": N_("A wave is open for 1 to {most} days, not {days}."),
        "every_or_rule": N_("Give either --every, such as 2w or 1m, or --rule."),
        "frequency": N_(
            "The rule needs FREQ=DAILY, WEEKLY, MONTHLY or YEARLY, for example "
            "FREQ=WEEKLY;INTERVAL=2."
        ),
        "count_and_until": N_("The rule has both COUNT and UNTIL; leave one of them out."),
        "month_day_weekly": N_("BYMONTHDAY does not go with FREQ=WEEKLY; use FREQ=MONTHLY."),
        "position_alone": N_("BYSETPOS needs BYDAY or BYMONTHDAY beside it."),
        "far_away": N_("The first day lies too far away; choose a year from 2000 to 2200."),
        "names_no_day": N_(
            "This rule names no day within two years of the first day; choose another one."
        ),
        "too_often": N_(
            "By this rule waves open {days} days apart. There has to be at least a week between "
            "two: name fewer days, or a longer INTERVAL."
        ),
        "overlap": N_(
            "A wave of {open_days} days is still open when the next one opens after {days} days: "
            "make it shorter, or hold waves less often."
        ),
        "part": N_(
            "The rule has a part that cannot be used: {part}. Each of {parts} may stand in it "
            "once, as NAME=value."
        ),
        "number": N_("{name} has to be a number from 1 to {most}, not {value}."),
        "position": N_("{name} has to be a number from 1 to {most}, or from -1 down, not {value}."),
        "weekday": N_(
            "{value} is not a weekday that can be used: write MO, TU, WE, TH, FR, SA or SU, and "
            "with FREQ=MONTHLY for example 2TU or -1FR."
        ),
        "until": N_("UNTIL has to be a day such as 20271231, not {value}."),
    }
