"""The only door to Kafka: nothing outside this package imports the Kafka client."""

from service.kafka.cluster import Cluster, inspect
from service.kafka.dead import KafkaDeadTopic
from service.kafka.topics import committed, create_topics, read_topic, write_topic
from service.kafka.transport import Event, KafkaTransport, connect

__all__ = [
    "Cluster",
    "Event",
    "KafkaDeadTopic",
    "KafkaTransport",
    "committed",
    "connect",
    "create_topics",
    "inspect",
    "read_topic",
    "write_topic",
]
