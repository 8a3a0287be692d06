"""Keeps pictures in GridFS: encrypted, put-if-absent, range reads, retention."""
