"""Reads files of people and units, and names everything that is wrong with them at once."""
