"""Measures: what may help, as suggestions for a talk.

Public modules: `catalogue` (the measures and tips that come with Peil), `choosing` (the ones that
fit a verdict, a filter or a wave), `words`, all of them pure, and `own` (what an organisation adds,
changes and hides).
"""
