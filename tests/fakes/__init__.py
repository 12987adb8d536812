"""Fakes that keep the promises of what they stand for."""
