"""The HTTP API with which applications read published results: read-only, with a token.

`door` is all that others use; it loads the rest with the first request. What is read goes through
the same functions of `surveys.reading` as pages do, in bands and with thresholds: `resources` turns
their reports into `shapes`, which `description` describes.
"""
