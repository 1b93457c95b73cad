"""The rules engine: policies in YAML, facts about enterprises, outcomes, routes."""
