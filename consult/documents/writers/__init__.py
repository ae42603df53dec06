"""From a clause tree to a file: one module a format."""
