"""Single-case designs: one or a few persons followed over time."""
