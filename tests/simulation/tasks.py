"""The threads of one process as coroutines (greenlets): only one runs, until it pauses.

The main one runs the loop. A call that has a deadline gets one of its own, as it gets a thread
from ``service.kafka.client.within``; when the deadline passes it is left behind, and may go on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import ParamSpec, TypeVar

from greenlet import getcurrent, greenlet

from service.errors import Unavailable

P = ParamSpec("P")
T = TypeVar("T")


class Fate(Enum):
    """What becomes of a request."""

    ANSWERED = auto()
    LOST = auto()
    """It never arrives."""
    UNHEARD = auto()
    """It takes effect, but the answer never arrives."""
    KILLED = auto()
    """It takes effect, and its process is killed before the answer arrives."""


class Killed(BaseException):
    """Kill -9: nothing of the process runs any more."""


@dataclass(slots=True)
class _Task:
    coroutine: greenlet
    limit_s: float = 0
    too_late: bool = False


class Tasks:
    """What runs in a process, the innermost call last.

    Args:
        main: The loop.
        wait: Lets the process's time pass.
    """

    def __init__(self, main: Callable[[], None], wait: Callable[[float], None]) -> None:
        self._wait = wait
        self._world = getcurrent()
        self._stack = [_Task(greenlet(main))]
        self._left_behind: list[greenlet] = []
        self._killed = False

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return not self._stack[0].coroutine.dead

    @property
    def any_left_behind(self) -> bool:
        """Whether a call whose deadline has passed is still under way."""
        return bool(self._left_behind)

    def pause(self) -> tuple[Fate, bool]:
        """Give the word back to the world.

        Returns:
            What it says when it lets the task go on, and whether anybody waits for the task.
        """
        self.require_life()
        fate: Fate = self._world.switch()
        return fate, getcurrent() not in self._left_behind

    def require_life(self) -> None:
        """Go no further in a process that is killed."""
        if self._killed:
            raise Killed

    def within(
        self, seconds: float, doing: str, call: Callable[P, T], *args: P.args, **kw: P.kwargs
    ) -> T:
        """Call something that may be left behind; as ``service.kafka.client.within``."""
        results: list[T] = []
        raised: list[Exception] = []

        def work() -> None:
            try:
                results.append(call(*args, **kw))
            except Killed:
                return
            except Exception as error:  # noqa: BLE001  raised again below
                raised.append(error)

        self.require_life()
        task = _Task(greenlet(work, self._world), seconds)
        self._stack.append(task)
        self._world.switch()
        self.require_life()
        if task.too_late:
            raise Unavailable(f"{doing}: no answer within {seconds:g} s")
        if raised:
            raise raised[0]
        return results[0]

    def go_on(self, fate: Fate | None = None) -> None:
        """Run the innermost task until it pauses; a call that ends gives to who waits for it."""
        self._killed = fate is Fate.KILLED
        said = () if fate is None else (fate,)
        while True:
            task = self._stack[-1]
            task.coroutine.switch(*said)
            said = ()
            if task is not self._stack[-1]:  # it has begun a call
                continue
            if not task.coroutine.dead or len(self._stack) == 1:
                break
            self._stack.pop()
        if self._killed:
            self.kill()

    def be_late(self) -> None:
        """Let the deadline of the innermost call pass, if there is one."""
        if len(self._stack) > 1:
            task = self._stack.pop()
            task.too_late = True
            self._wait(task.limit_s)
            self._left_behind.append(task.coroutine)
            self.go_on()

    def arrive(self) -> None:
        """Let what was left behind go on to its end."""
        while self._left_behind:
            self._left_behind[-1].switch(Fate.ANSWERED)
            if self._left_behind[-1].dead:
                self._left_behind.pop()

    def kill(self) -> None:
        """End every task where it is."""
        self._killed = True
        for coroutine in (*self._left_behind, *(task.coroutine for task in self._stack[::-1])):
            if not coroutine.dead:
                coroutine.throw(Killed)
        self._left_behind = []
