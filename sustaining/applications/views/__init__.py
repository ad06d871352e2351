"""Pages of applying: the public ones, by link and without an account, and the hub's."""
