"""Clause trees: the model, the readers, and where a quote stands. No database, web or clock."""
