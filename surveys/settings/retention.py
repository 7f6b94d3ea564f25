"""How long comments and results are kept. Pure."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True)
class Retention:
    """How long something is kept, counted from the day its wave closed."""

    comment_months: int = 12
    result_years: int = 5

    def comments_due(self, today: date) -> date:
        """Return the day by which a wave has closed whose comments are to be deleted today."""
        return today - relativedelta(months=self.comment_months)

    def results_due(self, today: date) -> date:
        """Return the day by which a wave has closed that is to be deleted today."""
        return today - relativedelta(years=self.result_years)
