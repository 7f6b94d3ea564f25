"""Statistics of small groups, on histograms. Pure: plain values in, frozen dataclasses out."""
