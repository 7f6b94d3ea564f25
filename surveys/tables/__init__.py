"""Tables from and for other programs: one reader of files, and cells that are safe.

Others use `reader` and `table` (with `faults`, `cells`, `encodings`), and `spreadsheet_cells`,
which loads a library for workbooks.
"""
