"""The commands, as the command-line contract lists them."""
