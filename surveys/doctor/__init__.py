"""Checks of an installation, with a remedy for every fault; they change nothing.

Others use `examination.examine`, `examination.NamedVerdict` and `address.SCHEME_SEEN`. Nothing is
imported here, because the server needs only the last of them.
"""
