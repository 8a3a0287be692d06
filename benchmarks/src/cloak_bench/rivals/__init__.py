"""Other tools, each installed by itself under build/, driven on the same covers and texts."""
