"""The condition language: grammar, types, checking, operators, wording."""
