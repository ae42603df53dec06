"""The forms of taking part, and of choosing what to read."""
