"""One verdict per indicator and unit: what pages show, and how it is worked out and kept.

`verdict` has the frozen object that every page reads; `families` turns published results into what
the model reads, `judging` runs the model, `keeping` stores its outcome once per edition.
"""
