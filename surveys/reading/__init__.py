"""Reading: turns published results into typed reports with words; pages print and compute nothing.

`reading.py` is the context that every reader takes. `unit.py` reads one unit over all waves,
`wave.py` one unit in one wave, `organisation.py` all units side by side, `comparisons.py` the
larger units.
"""
