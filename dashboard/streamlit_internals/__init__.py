"""Everything private of Streamlit that Peil relies on.

Streamlit is pinned to one minor version. Each assumption about it is one function or constant in
`browser` or `server`, and one test in `tests/unit/streamlit_internals/`, which says what to do when
it breaks. No other module imports a private part of Streamlit.
"""
