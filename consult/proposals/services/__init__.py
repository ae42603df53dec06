"""The use cases: reading, publishing, closing."""
