"""Read what the pages of plans and sessions show."""
