"""PDFs with text in them."""
