"""Who works where and who holds which role, and how lists and directories change that.

Others use `roles` (held, given, taken), `confirming` (by a second person), `operator` (the same on
the server), `roster` (search, names and addresses), `details` and `editing` (one person),
`exporting` (the list as a file), and three rooms of its own: `file` reads lists,
`importing` plans and applies what they change, `provisioning` is SCIM. Nothing is imported here,
because workbooks and SCIM load libraries that take a while.
"""
