"""Apache Kafka on this machine for demo, tests and benchmarks: no Docker, no JDK, no Maven.

The service never imports this at run time.
"""

from localkafka.jars import KAFKA_VERSION, JarError, fetch
from localkafka.node import Node, NodeError

__all__ = ["KAFKA_VERSION", "JarError", "Node", "NodeError", "fetch"]
