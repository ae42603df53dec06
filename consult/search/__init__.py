"""Finding clauses and comments by their words."""
