"""Is it a story we have? Texts folded, found by their prints, aligned, and judged by what is new in them."""
