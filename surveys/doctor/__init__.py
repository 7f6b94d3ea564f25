"""Examines an installation and says how to mend what is wrong; changes nothing.

Others use `examination.examine`, `examination.NamedVerdict` and `address.SCHEME_SEEN`. Nothing is
imported here, because the server needs only the last of them.
"""
