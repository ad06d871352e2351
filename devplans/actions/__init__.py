"""Every write about plans and sessions that means something."""
