"""A stop that comes while the service starts."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from service import app, cli


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_during_the_start_ends_it_at_once(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "serve", lambda _: os.kill(os.getpid(), number))
    with pytest.raises(SystemExit) as ended:
        cli.run()
    assert ended.value.code == 0
