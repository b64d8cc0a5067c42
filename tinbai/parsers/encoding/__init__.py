"""Vietnamese text in old encodings, decoded and repaired."""
