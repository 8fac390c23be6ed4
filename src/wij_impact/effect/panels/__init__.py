"""Units followed over time: reading a panel, the difference in differences, and inference with few clusters."""
