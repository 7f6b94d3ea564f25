"""The audit: a comparison of what is stored with what may be stored."""
