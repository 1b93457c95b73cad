"""Policy sets: strict loading, shape, resolving into a frozen PolicySet."""
