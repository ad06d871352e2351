"""Words to values for money."""
