"""Figures of docs/benchmarks.md, drawn from the results files."""
