"""Benchmarks: each a ratio within one run, medians, CPU time beside wall time."""
