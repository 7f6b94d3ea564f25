"""Help for everybody who looks at results: what a line, a band and a word mean."""

from dashboard.navigation import enter
from dashboard.results import reading_help
from surveys.audit import thresholds

run = enter("how_to_read")
reading_help.how_to_read(thresholds(run.installation), run.texts)
