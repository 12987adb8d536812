"""Faults at random moments under load, and a count of what became of every record."""
