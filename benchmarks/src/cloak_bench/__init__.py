"""Measures what the system delivers: quality, survival, detection, rivals and load."""
