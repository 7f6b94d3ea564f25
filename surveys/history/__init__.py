"""Import of past answers from a file, counted like any wave."""
