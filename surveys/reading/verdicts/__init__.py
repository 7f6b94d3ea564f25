"""One verdict per indicator and unit: what pages show, and how it is worked out and kept.

`verdict` has the frozen object that every page reads; `families` turns published results into what
the model reads, `judging` runs the model, `unit_verdicts` and `hr_list` take the verdicts from it,
`keeping` stores them once per edition. `sentences` and `explanations` put them into words.
"""
