"""The use cases: wanting to be told, telling, the letters."""
