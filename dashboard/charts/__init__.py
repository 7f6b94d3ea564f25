"""Charts as pure functions from a report to a figure, its description and its table."""
