"""What a system needs before its services start: topics, users, rights, a replica set, secrets."""
