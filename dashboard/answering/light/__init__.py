"""The light page: one HTML response and an ordinary form, complete without a script.

`routes` serves it, `pages` composes what it shows, `posted` reads what comes back.
"""
