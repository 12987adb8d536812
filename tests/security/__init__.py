"""Doors and rights: what is tried at a secured node, and what is said."""
