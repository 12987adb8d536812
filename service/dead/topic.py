"""The seam between dead letters and the cluster: the topic, and the group that replays it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from service.dead.ledger import Mark
from service.transport import Message, Partition, Record


class DeadTopic(Protocol):
    """The dead-letter topic as it stood when it was opened, and its replay group.

    Kafka in production, tests/fakes/dead.py in unit tests.
    """

    @property
    def group(self) -> str:
        """The consumer group whose lag is the backlog."""
        ...

    @property
    def spans(self) -> Mapping[Partition, range]:
        """Every partition's offsets, of what was committed when it was opened."""
        ...

    def marks(self) -> Mapping[Partition, Mark]:
        """What the group has committed; a partition it knows nothing of is absent.

        Raises:
            TransportError: The cluster is away, or says no.
        """
        ...

    def read(self, starts: Mapping[Partition, int]) -> Iterator[Sequence[Record]]:
        """Read up to the end of the spans, each partition in order.

        Args:
            starts: First offset, for each partition to be read.

        Raises:
            TransportError: The cluster is away, or says no.
        """
        ...

    def publish(
        self, messages: Sequence[tuple[str, Message]], marks: Mapping[Partition, Mark]
    ) -> None:
        """Write messages to their topics and commit the marks, in one transaction.

        Raises:
            ConfigError: A topic does not exist.
            Unavailable: Nobody knows whether it counts; open it anew to see.
            Fenced: Another replay of this group has begun.
            Refused: The cluster will not take it.
        """
        ...

    def close(self) -> None:
        """Give up what is open. Never raises."""
        ...
