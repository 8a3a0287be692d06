#!/usr/bin/env bash
# The image's own start cannot make the administrator: its log folder is formatted here, once, with that user.
set -euo pipefail
home=${KAFKA_HOME:-/opt/kafka}
properties=${KAFKA_PROPERTIES:-/etc/image-cloak/server.properties}
data=$(sed -n 's/^log\.dirs=//p' "$properties")
if [ ! -f "$data/meta.properties" ]; then
  # What it prints are salted passwords. One word each: an identifier may begin with a dash.
  "$home/bin/kafka-storage.sh" format --cluster-id="$("$home/bin/kafka-storage.sh" random-uuid)" \
    --config "$properties" --add-scram "SCRAM-SHA-256=[name=admin,password=$BROKER_ADMIN_PASSWORD]" >/dev/null
fi
exec "$home/bin/kafka-server-start.sh" "$properties"
