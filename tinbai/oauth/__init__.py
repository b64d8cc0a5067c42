"""Signing in to mailboxes without passwords: OAuth2 as Microsoft 365 and Gmail ask for it. Knows no database."""
