"""Bringing together what belongs together: a transcript and its corrected version."""
