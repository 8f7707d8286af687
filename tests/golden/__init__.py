"""Golden pages: for every family and generation pages with its real structure, and what must be read from each."""
