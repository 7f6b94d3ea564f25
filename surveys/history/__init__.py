"""Past answers from a file, counted like any wave."""
