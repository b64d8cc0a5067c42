"""Looking for input that breaks a reader: the targets, and what makes mail and files for them."""
