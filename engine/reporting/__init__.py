"""Rendering for people and machines: terminal, JSON, workbooks."""
