"""What the pages of applying show: to a school by its link, and to a hub."""
