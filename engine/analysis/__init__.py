"""What can be said about policies and outcomes: explanation, coverage, differences."""
