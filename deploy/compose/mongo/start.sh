#!/usr/bin/env bash
# mongod wants the key of its replica set in a file that it alone may read; this one lies in memory.
set -euo pipefail
umask 077
printf '%s\n' "$MONGO_KEY_FILE" >/tmp/replica-set.key
unset MONGO_KEY_FILE
exec docker-entrypoint.sh mongod --replSet rs0 --keyFile /tmp/replica-set.key --bind_ip_all --wiredTigerCacheSizeGB 0.5
