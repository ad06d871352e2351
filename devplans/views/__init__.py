"""Pages of plans and of sessions."""
