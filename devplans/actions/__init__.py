"""Actions on plans and sessions: every write that means something."""
