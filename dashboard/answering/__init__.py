"""Answering: two doors to the same questions, words and ballot box, and the privacy page.

`light` is a page without an application, which personal links open; `app` is the same drawn by
Streamlit, for code entry, shared devices and previews. `sheet_texts` has the words of an answer
sheet, `privacy_view` the privacy page.
"""
