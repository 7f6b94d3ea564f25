"""The programme: the rhythm of waves, their plan, reminders and calendars."""
