"""Help for everybody who looks at results: what a line, a band and a word mean."""

from dashboard.navigation import enter
from dashboard.results import reading_help
from surveys.audit import thresholds
from surveys.organisation import BADGES_BY_CHANCE

run = enter("how_to_read")
chosen = run.organisation.badges_by_chance if run.organisation else BADGES_BY_CHANCE[0]
reading_help.how_to_read(thresholds(run.installation), chosen, run.texts)
