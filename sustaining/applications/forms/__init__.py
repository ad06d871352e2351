"""Words to values for applying: the school's pages, and the hub's."""
