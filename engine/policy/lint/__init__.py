"""Lints: one module each; the docstring of a module is the manual page of its code."""
