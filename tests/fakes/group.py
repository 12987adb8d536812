"""A consumer group in memory, as a Kafka coordinator keeps it: members, generations, shares."""

from __future__ import annotations

from dataclasses import dataclass, field

from kafka.errors import IllegalGenerationError, UnknownMemberIdError

NO_GENERATION = -1


@dataclass(frozen=True, slots=True)
class Membership:
    """A place in the group; the client's ``ConsumerGroupMetadata``."""

    member_id: str = ""
    generation_id: int = NO_GENERATION


@dataclass
class Group:
    """Divides partitions among its members, anew whenever one joins or leaves.

    A division waits until every member has come back to take its share. So a member with records
    in hand can still commit them; only one that is expelled meanwhile cannot.
    """

    partitions: int
    generation: int = 0
    members: list[str] = field(default_factory=list)
    _joined: int = 0
    _awaited: set[str] = field(default_factory=set)
    _dividing: bool = False

    def join(self, member_id: str) -> Membership:
        """Come in, come back, or just say that one is still there.

        Returns:
            The place; without a generation as long as others are awaited.
        """
        if member_id not in self.members:
            self._joined += 1
            member_id = f"member-{self._joined}"
            self.members.append(member_id)
            self._divide()
        self._awaited.discard(member_id)
        self._settle()
        return Membership(member_id, NO_GENERATION if self._dividing else self.generation)

    def leave(self, member_id: str) -> None:
        """Go, or be expelled: nobody tells the one who is."""
        if member_id in self.members:
            self.members.remove(member_id)
            self._divide()
            self._awaited.discard(member_id)
            self._settle()

    def _divide(self) -> None:
        if not self._dividing:
            self._dividing, self._awaited = True, set(self.members)

    def _settle(self) -> None:
        if self._dividing and not self._awaited:
            self._dividing = False
            self.generation += 1

    def share(self, member_id: str) -> list[int]:
        """Say which partitions are a member's."""
        place, count = self.members.index(member_id), len(self.members)
        return [number for number in range(self.partitions) if number % count == place]

    def check(self, membership: Membership) -> None:
        """Refuse a commit from a place that is no more.

        Raises:
            UnknownMemberIdError: It was expelled.
            IllegalGenerationError: The group was divided anew since.
        """
        if membership.member_id not in self.members:
            raise UnknownMemberIdError
        if membership.generation_id != self.generation:
            raise IllegalGenerationError
