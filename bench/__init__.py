"""What we measure, and against what, in one run: ``python -m bench``."""
