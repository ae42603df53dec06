"""The pages of becoming someone, coming back, and of one's own account."""
