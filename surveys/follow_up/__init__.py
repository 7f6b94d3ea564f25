"""Follow-up: agreements, events, talks, and what the last round led to."""
