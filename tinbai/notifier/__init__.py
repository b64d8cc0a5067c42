"""Whatever leaves the building: letters and the outbox."""
