"""Files of reports: each writer lays out the document of `surveys/reports` and adds nothing."""
