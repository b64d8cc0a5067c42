"""Mail comes in: each door hands an Arrival to `accept` and knows nothing else."""
