#!/usr/bin/env bash
# The password goes by a file in memory: a command line is for everybody to read. What Redis holds may be lost.
set -euo pipefail
umask 077
cat >/tmp/redis.conf <<CONFIGURATION
bind * -::*
protected-mode yes
requirepass $REDIS_PASSWORD
save ""
appendonly no
maxmemory 192mb
maxmemory-policy noeviction
dir /tmp
CONFIGURATION
unset REDIS_PASSWORD
exec redis-server /tmp/redis.conf
