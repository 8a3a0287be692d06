"""What messaging counts beyond its HTTP requests; labels come from closed vocabularies."""

from prometheus_client import Counter, Gauge, Histogram

STREAMS_OPEN = Gauge("cloak_messaging_streams_open", "Live streams open on this replica.")
STREAM_RESETS = Counter(
    "cloak_messaging_stream_resets_total", "Streams that could not resume where they were."
)
EVENTS_TOLD = Counter(
    "cloak_messaging_events_told_total", "Events committed to people's logs.", ["kind"]
)
EVENTS_PUSHED = Counter(
    "cloak_messaging_events_pushed_total", "Events written to live streams.", ["kind"]
)
PUSH_DELAY = Histogram(
    "cloak_messaging_push_delay_seconds",
    "From an event's commit to its push on a stream that was open by then.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
NOTIFICATIONS = Counter("cloak_messaging_notifications_total", "Notifications made.", ["kind"])
MESSAGES = Counter(
    "cloak_messaging_messages_total", "Messages sent, by what they carry.", ["content"]
)
COMMITS = Counter(
    "cloak_messaging_commits_total",
    "Transactions by outcome: committed, or given up for a duplicate or a timeout.",
    ["outcome"],
)
RECORDS = Counter(
    "cloak_messaging_records_total", "Kafka records by topic and effect.", ["topic", "effect"]
)
CONSUMER_UP = Gauge("cloak_messaging_consumer_up", "1 while the Kafka consumer runs.")
WAKEUPS_UP = Gauge(
    "cloak_messaging_wakeups_up", "1 while replicas wake each other through Redis, else 0: polling."
)
WAKEUPS_LOST = Counter(
    "cloak_messaging_wakeups_lost_total", "Wake-ups that Redis did not take; polling makes up."
)
