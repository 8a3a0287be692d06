"""The command cloak: hide, read, send and watch from a terminal."""
