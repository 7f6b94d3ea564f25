"""Signing in: a page, routes, cookies, requests for links by e-mail, and OpenID Connect.

The application uses `routes`, `browser_cookie` and `openid`; the first page uses `view`.
"""
