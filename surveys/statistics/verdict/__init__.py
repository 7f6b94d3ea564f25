"""One verdict about a unit's indicators that holds for a year: the statistical model.

A Gaussian model of the waves' means with a random common part, for one question and one family of
units at a time (the lowest units, the units between, the organisation). In order: `hull` and
`cells` (what is read), `covariance`, `likelihood` and `fitting` (the parameters), `conditional`
(one unit given the others), `evidence` and `thresholds` (has something changed?), `register` (what
was told), `posterior` and `levels` (line, band, size, onset, level), `lists` (many units), `around`
(silent people, quarters), `edition` (all of it at once).

Means are on the scale from 1 to 5, 5 = good; days count from any origin; arrays have the axes
questions, units, waves, candidates (waves into which a change may fall), in this order, as far as
they have them. The caller sorts units by id: results depend on nothing but the published counts.
"""
