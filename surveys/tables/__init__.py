"""Tables from and for other programs: one reader of files, and cells that are safe.

Others use `delimited_file`, and `workbook` and `spreadsheet_cells`, which load a library for
workbooks.
"""
