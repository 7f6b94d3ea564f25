"""Charts as pure functions: a report goes in; a figure, its words and its table come out."""
