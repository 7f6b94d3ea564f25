"""The programme: the rhythm of waves, their plan, and calendars."""
