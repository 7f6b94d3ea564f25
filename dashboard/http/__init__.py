"""HTTP: routes, headers, the page shell, and the life of the server process.

The application is put together from `routes`, `lifespan`, `streamlit_settings` and `diagnostics`.
"""

TAB_SECRET = "PEIL_TAB_SECRET"  # noqa: S105 - the name of a variable
"""The variable by which the processes of one server share the secret behind unsent answers."""
