"""Backups: made beside the running service, put back into an empty place, tried out by doing both."""
