"""A consultation, its proposals, their versions and clauses; the legal clock; reading pages."""
