"""The person owns their data: a copy of it, and its erasure."""
