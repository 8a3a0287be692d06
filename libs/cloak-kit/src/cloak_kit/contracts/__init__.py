"""Generated messages (never edited by hand) and the typed registry of topics."""
