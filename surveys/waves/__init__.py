"""Waves: opening one, issuing its tokens and paper slips, and finishing an interrupted count."""
