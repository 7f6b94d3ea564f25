"""Help for everybody who looks at results: what a line, a band and a word mean."""

from dashboard.results import reading_help
from dashboard.session import current, page_head
from surveys.audit.audit import thresholds

run = current()
page_head(run)
reading_help.how_to_read(thresholds(run.installation), run.texts)
