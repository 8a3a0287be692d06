"""Back-ups of what the services keep in MongoDB and GridFS."""
