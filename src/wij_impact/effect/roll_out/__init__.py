"""Roll-outs: effects by group and time, their sums and bands, what biases them, how far trends may differ."""
