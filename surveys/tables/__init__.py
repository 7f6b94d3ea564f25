"""Exchange of tables with other programs: reading delimited files, writing safe spreadsheets."""
