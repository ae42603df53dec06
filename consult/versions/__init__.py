"""Versions of a proposal: what changed between two, and a version as files."""
