"""The SCIM 2.0 endpoint through which a directory provisions people and units.

`door` checks the token and is all that others use; it loads `requests` for a caller it admits.
"""
