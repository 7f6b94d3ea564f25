"""Turns the roster into the one that files describe, after showing what will change."""
