"""Comment, annotate, reword, reply, endorse, withdraw."""
