"""Groups that differ beforehand: weights, models, matching, and how much hidden difference overturns it."""
