"""A chart that can be saved has its menu, or the page is not drawn."""

import pytest

from dashboard.charts.saving import note_savable
from dashboard.components.paper import Savable


def test_a_chart_that_no_menu_would_be_drawn_for_is_refused() -> None:
    with pytest.raises(RuntimeError, match="within save_menus"):
        note_savable(Savable("trend", "peil-north", "Workload", "csv"))
