"""HTTP: routes, headers, the page shell, and the life of the server process.

The application is put together from `routes`, `lifespan`, `streamlit_settings` and `diagnostics`.
"""
