"""The pages of a unit and of the organisation, drawn from reports.

Pages make `reports.Reports` once per run and call `unit_page`, `organisation_view`, `presentation`,
`page_choices` and `reading_help`; the other modules draw parts of these.
"""
