"""One module a kind of work."""
