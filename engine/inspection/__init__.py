"""Choosing whom to inspect, assigning inspections, following lists, plans and returns."""
