"""SCIM 2.0: the endpoint through which a directory provisions people and units."""
