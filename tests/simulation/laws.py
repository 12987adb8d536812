"""What must hold when a history has ended and its backlog is drained."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from service.transport import Partition, Record
from tests.simulation.ledger import DEAD, OUTPUT
from tests.simulation.world import World


def broken(world: World) -> Iterator[str]:
    """Name each law that does not hold, and by what."""
    yield from world.ledger.broken
    if not world.ledger.drained:
        yield f"stuck: {dict(world.ledger.committed)} is all that is committed"
        return
    yield from _sorted_wrongly(world)
    yield from _numbers(world)
    yield from _misordered(world)
    yield from _miscounted(world)
    for instance in world.instances:
        if instance.running:
            yield f"{instance.name} does not stop"


def _sorted_wrongly(world: World) -> Iterator[str]:
    for topic, start in ((OUTPUT, b"good"), (DEAD, b"bad")):
        for record in world.ledger.read(topic):
            if not (record.value or b"").startswith(start):
                yield f"{record.value!r} is in {topic}"


def _numbers(world: World) -> Iterator[str]:
    """Exactly once, or at least once and no oftener than it was in hand."""
    out = Counter(record.value for record in world.ledger.results())
    batches = [batch for instance in world.instances for batch in instance.batches]
    in_hand = Counter(record.value for batch in batches for record in batch.records)
    for record in world.ledger.inputs:
        if record.value is None:
            continue
        most = 1 if world.delivery == "exactly_once" else in_hand[record.value]
        if not 1 <= out[record.value] <= most:
            yield f"{record.value!r} came out {out[record.value]} times, not 1 to {most}"


def _misordered(world: World) -> Iterator[str]:
    """In each partition, what comes from one partition comes in its order."""
    came: dict[tuple[Partition, bytes | None], list[int]] = defaultdict(list)
    for record in world.ledger.results():
        came[record.origin, record.key].append(_number(record))
    for (partition, origin), numbers in came.items():
        first = list(dict.fromkeys(numbers))  # later copies are judged by their number
        if first != sorted(first):
            yield f"{partition} has {numbers} of {origin!r}"


def _miscounted(world: World) -> Iterator[str]:
    """Consumed is what was published, is outcomes; each record by one instance."""
    published = 0
    for instance in world.instances:
        mine = sum(len(batch.records) for batch in instance.batches if batch.published)
        published += mine
        if instance.tally.counted() != (mine, mine):
            yield f"{instance.name} counted {instance.tally.counted()}, not {mine}"
    total = len(world.ledger.inputs)
    if published + world.ledger.unheard != total:
        yield f"{published} + {world.ledger.unheard} unheard of were published, of {total}"


def _number(record: Record) -> int:
    return int((record.value or b"").split()[-1])


def story(found: Iterable[str], world: World) -> str:
    """Write what is wrong and how it came about."""
    return "\n".join(["", *found, "", *(" ".join(map(str, move)) for move in world.story)])
