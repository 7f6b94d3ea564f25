"""The answer page and what surrounds it: entering a code, thanks, and the privacy page.

Pages use `form` (the questions), `sending.send`, `thanks`, `code_entry` and `privacy_view`;
`sheet_texts` has the words of an answer sheet.
"""
