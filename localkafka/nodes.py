"""Several Apache Kafka nodes, one cluster: each broker and controller, every topic on all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from localkafka.node import HOST, Node, free_port


class Nodes:
    """A cluster that goes on when one of its nodes is lost.

    Args:
        data: Its folder; each node has one of its own below it.
        count: How many; each topic is on all of them and takes writes that all but one have.
        heap_mb: Memory for each Java heap.
    """

    def __init__(self, data: Path, *, count: int = 3, heap_mb: int = 256) -> None:
        clients = [free_port() for _ in range(count)]
        controllers = [free_port() for _ in range(count)]
        voters = ",".join(f"{n}@{HOST}:{port}" for n, port in enumerate(controllers, start=1))
        self.nodes = [
            Node(
                data / f"node-{number}",
                heap_mb=heap_mb,
                port=client,
                config={
                    "node.id": str(number),
                    "controller.quorum.voters": voters,
                    "listeners": f"PLAINTEXT://{HOST}:{client},CONTROLLER://{HOST}:{controller}",
                    **_replicated(count),
                },
            )
            for number, (client, controller) in enumerate(
                zip(clients, controllers, strict=True), start=1
            )
        ]

    @property
    def bootstrap_servers(self) -> str:
        """Where clients connect: all of them, so that any may be away."""
        return ",".join(node.bootstrap_servers for node in self.nodes)

    def start(self) -> Self:
        """Start all that do not run and wait until each answers."""
        for node in self.nodes:
            node.launch()
        for node in self.nodes:
            node.await_answer()
        return self

    def stop(self) -> None:
        """End all. By force: in good order the last ones would wait for a majority."""
        for node in self.nodes:
            node.kill()

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *_: object) -> None:
        self.stop()


def _replicated(count: int) -> dict[str, str]:
    copies, enough = str(count), str(count - 1)
    return {
        "default.replication.factor": copies,
        "min.insync.replicas": enough,
        "offsets.topic.replication.factor": copies,
        "transaction.state.log.replication.factor": copies,
        "transaction.state.log.min.isr": enough,
        "share.coordinator.state.topic.replication.factor": copies,
        "share.coordinator.state.topic.min.isr": enough,
        # A follower that was killed leaves the set of those in sync after so long; writes that
        # wait for all of the set wait for it.
        "replica.lag.time.max.ms": "5000",
    }
