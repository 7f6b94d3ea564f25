"""Experiments: a measure that some units try while others wait, drawn by lot, and its outcome.

Its modules are public, so that pages which only ask for a right, and the command that draws again,
load nothing else: `rights`, `planning` (plan, close the list, draw, end, delete) and `report` (as a
reader may see it, from the averages that `published` reads). Pure are `draw` (the lot, which
anybody can draw again), `experiment` (plans, and what makes them impossible), `stretches`,
`prospects`, `measuring` (from averages to what it could find and has shown), `sentences` and
`outcome_sentences`.
"""
