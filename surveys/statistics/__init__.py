"""Statistics of small groups, on histograms. Pure: plain values in, frozen dataclasses out.

Values run from bad to good (5 = good on a five-point question); a histogram has one count for each.
Functions return `InsufficientData` where there is too little to estimate from and raise ValueError
for impossible input such as a negative count. SciPy is imported where it is first needed: no page
needs it before its first number.
"""
