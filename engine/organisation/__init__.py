"""The administrative hierarchy and the routing of messages over it."""
