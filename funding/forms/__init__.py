"""Forms of grants, claims and payments."""
