"""Statistics of small groups, on histograms. Pure: plain values in, frozen dataclasses out.

Values run from bad to good (5 = good on a five-point question), a histogram has one count for each.
What cannot be worked out from too little comes back as `NotEnough`; what is impossible, a negative
count for instance, raises ValueError. SciPy is imported where it is first needed: no page needs it
before its first number.
"""
