"""A synthetic control: a weighted mean of others in the place of what would have happened."""
