"""What an amount moved by: factors that multiply, and two groups compared (Oaxaca-Blinder)."""
