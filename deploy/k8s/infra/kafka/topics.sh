# Written from proto/topics.yaml: python -m cloak_local kafka-resources
set -e
/opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists --replication-factor 1 --topic cloak.jobs.requested --partitions 12 --config cleanup.policy=delete --config retention.ms=86400000
/opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists --replication-factor 1 --topic cloak.jobs.requested.dead --partitions 1 --config cleanup.policy=delete --config retention.ms=1209600000
/opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists --replication-factor 1 --topic cloak.jobs.cancelled --partitions 1 --config cleanup.policy=delete --config retention.ms=3600000
/opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists --replication-factor 1 --topic cloak.jobs.progressed --partitions 12 --config cleanup.policy=delete --config retention.ms=3600000
/opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists --replication-factor 1 --topic cloak.jobs.finished --partitions 12 --config cleanup.policy=delete --config retention.ms=604800000
/opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists --replication-factor 1 --topic cloak.jobs.finished.dead --partitions 1 --config cleanup.policy=delete --config retention.ms=1209600000
/opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists --replication-factor 1 --topic cloak.users.changed --partitions 3 --config cleanup.policy=delete --config retention.ms=31536000000
/opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists --replication-factor 1 --topic cloak.users.changed.dead --partitions 1 --config cleanup.policy=delete --config retention.ms=1209600000
/opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists --replication-factor 1 --topic cloak.sessions.ended --partitions 1 --config cleanup.policy=delete --config retention.ms=3600000
