"""One series that is interrupted: its moments, design, fit, checks and lines; the costs of care as an example."""
