"""docs/benchmarks.md: its figures drawn and its tables filled from the results files."""
