"""Hides and extracts: a job in, blobs and an event out."""
