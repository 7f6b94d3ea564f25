"""Parts of pages that Streamlit has no element for, drawn by the browser from data.

Each is registered once, when its module is imported. Text reaches the page as text alone, never as
HTML; colours and typeface are those of the theme.
"""
