"""Feeds, sitemaps and pages of others; what they hold is as hostile as any mail."""
