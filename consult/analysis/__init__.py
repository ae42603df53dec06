"""Pure analysis of texts: no database, no web, no clock."""
