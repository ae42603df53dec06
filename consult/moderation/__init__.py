"""Hiding and restoring comments, each with a reason, in a public log."""
