"""Documents about this installation: for everybody, the privacy officer and the works council."""
