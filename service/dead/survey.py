"""Letters looked at where they stand: all of them, or one."""

from __future__ import annotations

from collections.abc import Iterator

from service.dead import letter as letters
from service.dead.filters import Filters
from service.dead.letter import Letter
from service.dead.replay import Errand, open_ledgers
from service.dead.topic import DeadTopic
from service.errors import ConfigError


def survey(topic: DeadTopic, filters: Filters) -> Iterator[tuple[Letter, bool]]:
    """Read every letter on the topic, also those that were handled.

    Returns:
        Each that passes, and whether it waits in the backlog.

    Raises:
        TransportError: The cluster is away, or says no.
    """
    ledgers = open_ledgers(topic, Errand())
    for records in topic.read({partition: span.start for partition, span in topic.spans.items()}):
        for letter in map(letters.read, records):
            if filters.passes(letter):
                yield letter, not ledgers[letter.record.origin].has(letter.record.offset)


def find(topic: DeadTopic, number: int, offset: int) -> Letter:
    """Read one letter.

    Raises:
        ConfigError: There is none.
        TransportError: The cluster is away, or says no.
    """
    for partition, span in topic.spans.items():
        if partition.number == number and offset in span:
            first = next(iter(topic.read({partition: offset})), ())
            if first and first[0].offset == offset:
                return letters.read(first[0])
    held = ", ".join(f"{p.number}:{s.start} to {s.stop - 1}" for p, s in topic.spans.items() if s)
    raise ConfigError(f"there is no letter at {number}:{offset}; offsets are {held or 'none'}")
