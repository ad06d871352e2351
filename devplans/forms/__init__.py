"""Words to values for plans and sessions."""
