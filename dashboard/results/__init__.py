"""Results: the pages of a team and of the organisation, drawn from reports."""
