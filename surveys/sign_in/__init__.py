"""Signing in: sessions, one-time links by mail, and OpenID Connect."""
