"""Pages and feeds of others are fetched: politely, from public addresses only, within limits; nothing is parsed."""
