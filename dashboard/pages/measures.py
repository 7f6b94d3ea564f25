"""What could help: the catalogue of measures, for everybody."""

from dashboard.navigation import enter
from dashboard.results.measures_view import measures_page
from surveys.measures.catalogue import shipped

run = enter("measures")
measures_page(run, shipped().measures, shipped())
