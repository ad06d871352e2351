"""What the pages of plans and sessions show."""
