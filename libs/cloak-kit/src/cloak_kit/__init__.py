"""What the services share: contracts, settings, telemetry, web, Kafka, Mongo, blobs, tokens."""
