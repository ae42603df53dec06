"""Numbers, dates and references that a text says, in several languages."""
