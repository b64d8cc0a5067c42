"""Messages: MIME, headers, bodies, what is new in them and what is wrapper."""
