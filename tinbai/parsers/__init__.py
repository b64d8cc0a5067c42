"""Bytes in, Parsed out. Pure: no database, no network, no settings; a bad file is a Problem, never an exception."""
