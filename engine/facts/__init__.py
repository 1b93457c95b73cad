"""Facts: reading ledgers and tables, normalising them, returning what cannot be read."""
