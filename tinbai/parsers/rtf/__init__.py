"""Rich Text (.rtf)."""
