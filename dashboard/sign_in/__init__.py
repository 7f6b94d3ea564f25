"""Signing in: routes, cookies, requests for links, and OpenID Connect."""
