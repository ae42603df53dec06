"""From a discussion to tables and files."""
