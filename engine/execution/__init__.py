"""Executors: the reference, forward chaining, and the outcome record they share."""
