"""Tables from and for other programs: one reader of delimited files, and cells that are safe.

Others use `delimited_file` and `spreadsheet_cells`, which loads a library for workbooks.
"""
