"""What a person may take along, and what it takes to be forgotten."""
