"""Sign-in: links, sessions, mail and identity providers."""
