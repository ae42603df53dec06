"""From a file to a clause tree: one module a format; ``reading`` chooses among them."""
