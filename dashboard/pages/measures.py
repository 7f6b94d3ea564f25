"""What could help: the catalogue of measures, for everybody; HR changes it here."""

from dashboard.navigation import enter
from dashboard.results.measures_view import measures_page

run = enter("measures")
measures_page(run)
