"""The answer page: form, sending, thanks, and the privacy page."""
