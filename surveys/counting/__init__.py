"""Counting: open a closed wave's box and write only what may be published."""
