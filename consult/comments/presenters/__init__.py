"""From what the services read to what the templates of comments show."""
