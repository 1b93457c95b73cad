"""Where a subject lies, for reports: `engine.analysis.places`, under the name they know."""

from engine.analysis.places import UNKNOWN, called, division_of, names_of, path_of, whole_name

__all__ = ["UNKNOWN", "called", "division_of", "names_of", "path_of", "whole_name"]
