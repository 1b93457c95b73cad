"""How a policy file looks: quotes, indentation, rows in columns; what it means never changes."""
