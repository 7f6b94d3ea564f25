"""Turns what is published into typed reports with words. Pages print them and compute nothing.

`unit.py` reads one unit over all waves, `wave.py` one unit in one wave, `organisation.py` all units
side by side.
"""
