"""The use cases: finding, and keeping what is found by."""
