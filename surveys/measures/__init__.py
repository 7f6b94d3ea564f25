"""Measures: what may help, as suggestions for a talk.

Public modules, all of them pure: `catalogue` (the measures and tips that come with Peil) and
`choosing` (the ones that fit a verdict, a filter or a wave).
"""
