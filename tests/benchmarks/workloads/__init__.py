"""The workloads that figures are asked of: organisations of known size, always with one seed.

What is made of a seed is made by numpy and by `random.Random`; keys, seals and the order in which
rows are written stay random, as they are in use. The same seed gives the same people, units and
answers, and so the same published numbers.
"""
