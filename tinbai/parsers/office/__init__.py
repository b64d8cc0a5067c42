"""Slides and sheets: read for the search and for stamps of secrecy, never as stories."""
