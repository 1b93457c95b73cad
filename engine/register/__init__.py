"""The register: an append-only log of events, and every state, due date and letter told from it."""
