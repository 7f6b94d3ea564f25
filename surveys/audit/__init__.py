"""The audit: what is stored, compared with what may be stored."""
