"""Who wants to be told of what, by mail and by feed."""
