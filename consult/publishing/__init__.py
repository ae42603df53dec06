"""The publisher's desk: reading a draft over, and publishing it as a version."""
