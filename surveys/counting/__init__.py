"""Counting: open the ballot box of a closed wave and store only what may be published."""
