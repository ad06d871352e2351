"""Data for the pages of applications: to a school by its link, and to a hub."""
