"""A small pilot with a comparison group: its data, its analysis, its made-up example."""
