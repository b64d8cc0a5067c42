"""Pictures: how large, upright, small copies, fingerprints."""
