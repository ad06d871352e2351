"""Forms of plans and sessions."""
