"""Apache Kafka on this machine for demo, tests and benchmarks: no Docker, no JDK, no Maven.

The service never imports this at run time.
"""

from localkafka.jars import KAFKA_VERSION, JarError, fetch
from localkafka.node import Node, NodeError
from localkafka.nodes import Nodes

__all__ = ["KAFKA_VERSION", "JarError", "Node", "NodeError", "Nodes", "fetch"]
