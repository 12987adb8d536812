"""THE STORY OF A REPLAY: every letter of the backlog is judged, and sent back at most once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from service.dead import letter as letters
from service.dead.filters import Filters
from service.dead.ledger import Ledger, Mark
from service.dead.letter import Letter
from service.dead.topic import DeadTopic
from service.errors import ConfigError, Refused
from service.transport import Message, Partition, Record

MAX_REPLAYS = 3


class Action(StrEnum):
    """How the letters that are meant leave the backlog."""

    REPLAY = "replay"
    DISMISS = "dismiss"
    """Without being sent."""


class Fate(StrEnum):
    """What becomes of one letter."""

    DONE = "done"
    """Handled by an earlier run."""
    LEFT_OUT = "left_out"
    """By the filters; stays in the backlog, as do the refused and the unreadable."""
    REFUSED = "refused"
    """Replayed as often as is allowed, and back again."""
    UNREADABLE = "unreadable"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be done."""

    action: Action = Action.REPLAY
    go: bool = False
    """Do it; or else only judge."""
    filters: Filters = field(default_factory=Filters)
    max_replays: int = MAX_REPLAYS
    limit: int | None = None
    """Most letters to take."""
    from_beginning: bool = False
    """Forget what was handled before."""

    def judge(self, letter: Letter, ledger: Ledger) -> Fate:
        """Say what becomes of a letter."""
        if ledger.has(letter.record.offset):
            return Fate.DONE
        if not self.filters.passes(letter):
            return Fate.LEFT_OUT
        if self.action is Action.DISMISS:
            return Fate.TAKEN
        if letter.told is None:
            return Fate.UNREADABLE
        return Fate.TAKEN if letter.told.replays < self.max_replays else Fate.REFUSED


def replay(
    topic: DeadTopic,
    errand: Errand,
    tell: Callable[[Letter, Fate], None],
    stop: Callable[[], bool] = lambda: False,
) -> bool:
    """Do an errand, a transaction a batch.

    Args:
        topic: Opened for writing where the errand is to be done.
        errand: What to do.
        tell: Told of each letter once its fate is sealed.
        stop: Asked between batches.

    Returns:
        Whether everything there was has been judged; not so when stopped, or at the limit.

    Raises:
        ConfigError: The group has no position; an origin topic is missing; a note is full.
        TransportError: Of the batch in hand nothing counts; what was told counts.
    """
    ledgers = open_ledgers(topic, errand)
    left = errand.limit
    for records in topic.read({partition: led.start for partition, led in ledgers.items()}):
        batch = judged(records, ledgers, errand, left)
        _commit(topic, errand, batch, ledgers)
        for letter, fate in batch:
            tell(letter, fate)
        if left is not None:
            left -= sum(fate is Fate.TAKEN for _, fate in batch)
        if left == 0 or stop():
            return False
    for partition, ledger in ledgers.items():
        ledger.settle_until(topic.spans[partition].stop)
    if errand.go:
        topic.publish([], _marks(ledgers))
    return True


def open_ledgers(topic: DeadTopic, errand: Errand) -> dict[Partition, Ledger]:
    """Open each partition's account where the group left it.

    Raises:
        ConfigError: Letters would be sent, but nobody knows which were before.
    """
    marks = {} if errand.from_beginning else topic.marks()
    if errand.go and not marks and not errand.from_beginning:
        raise ConfigError(
            f"group {topic.group} has no position: either nothing was replayed yet, or Kafka "
            "forgot it (an idle group after offsets.retention.minutes, 7 days by default). Add "
            "--from-beginning to count every letter as not replayed, with --since if some were"
        )
    return {
        partition: _opened(span, marks.get(partition)) for partition, span in topic.spans.items()
    }


def _opened(span: range, mark: Mark | None) -> Ledger:
    """Open one; what the topic no longer holds needs no handling."""
    if mark is None:
        return Ledger(Mark(span.start))
    ledger = Ledger(mark)
    ledger.settle_until(span.start)
    return ledger


def judged(
    records: Sequence[Record],
    ledgers: Mapping[Partition, Ledger],
    errand: Errand,
    limit: int | None = None,
) -> list[tuple[Letter, Fate]]:
    """Judge records, up to the limit, and take it down."""
    batch: list[tuple[Letter, Fate]] = []
    taken = 0
    for record in records:
        if taken == limit:
            break
        ledger = ledgers[record.origin]
        letter = letters.read(record)
        fate = errand.judge(letter, ledger)
        ledger.settle(record.offset, handled=fate in (Fate.DONE, Fate.TAKEN))
        taken += fate is Fate.TAKEN
        batch.append((letter, fate))
    return batch


def _commit(
    topic: DeadTopic,
    errand: Errand,
    batch: Sequence[tuple[Letter, Fate]],
    ledgers: Mapping[Partition, Ledger],
) -> None:
    """Send what was taken, with all accounts: so Kafka forgets them together or not at all."""
    taken = [letter for letter, fate in batch if fate is Fate.TAKEN]
    if not taken or not errand.go:
        return
    messages = _messages(taken) if errand.action is Action.REPLAY else []
    try:
        topic.publish(messages, _marks(ledgers))
    except Refused as error:
        largest = max(taken, key=lambda letter: letter.record.size)
        raise Refused(
            f"{error} (the largest letter of the batch is {largest.place}, "
            f"{largest.record.size} bytes; filters can leave it out)"
        ) from error


def _marks(ledgers: Mapping[Partition, Ledger]) -> dict[Partition, Mark]:
    return {partition: ledger.mark() for partition, ledger in ledgers.items()}


def _messages(taken: Sequence[Letter]) -> list[tuple[str, Message]]:
    return [
        (letter.told.topic, letters.replayed(letter.record, letter.told.replays + 1))
        for letter in taken
        if letter.told is not None
    ]
