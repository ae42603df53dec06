"""The use cases: reading, taking part, importing."""
