"""Tinbai turns an editorial mailbox into a review queue."""

__version__ = "0.1.0"
