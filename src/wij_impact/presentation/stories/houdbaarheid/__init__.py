"""The report on claims: what stands, what does not, and what would settle it."""
