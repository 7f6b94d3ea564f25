"""Synchronising people and units from elsewhere, by SCIM 2.0 (RFC 7643 and RFC 7644).

Only `directory`, `drift` and `notes` may be imported without loading the library for SCIM, which
takes a while.
"""
