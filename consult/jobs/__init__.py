"""Work that is done after the answer was given: asked for in a write, done by the worker."""
