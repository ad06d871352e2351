"""Views of plans and sessions."""
