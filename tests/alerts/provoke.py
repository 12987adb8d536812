"""Each alert, provoked for real: what is done, and how long it took to fire."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from service.transport import Message
from tests.alerts.planted import STUCK_KEY, Plant
from tests.alerts.prometheus import Seen
from tests.alerts.scale import FACTORS
from tests.alerts.stage import Feed, Stage, article, reject
from tests.running import Running, await_that

WEEK_S = 7 * 24 * 3_600 / FACTORS["copydesk-sources"]
DAY_S = WEEK_S / 7
_LONGEST_S = 120.0
_LOOK_S = 0.1
_STARTS = 20
"""Four within a scaled hour are enough; a machine that is busy needs more than a minute for four."""
_MAIN, _IDLE, _FLOOD = "copydesk", "copydesk-idle", "copydesk-flood"


@dataclass(frozen=True)
class Fired:
    """One row of the table."""

    alert: str
    how: str
    took_s: float
    said: str


class Provocations:
    """Does them one after the other, while the sources' week passes.

    Args:
        stage: Where.
        seen: Knows when an alert fired first.
        tell: Told of each row.
    """

    def __init__(self, stage: Stage, seen: Seen, tell: Callable[[Fired], None]) -> None:
        self._stage = stage
        self._seen = seen
        self._tell = tell
        self.fired: list[Fired] = []
        self.silent: list[str] = []
        """What did not fire in time; the others are done all the same."""

    def begin(self) -> None:
        """Start what must have a week of past: sources that are heard of, a stream that flows."""
        self._began = time.monotonic()
        _, self._main = self._stage.start(_MAIN)
        _, idle = self._stage.start(_IDLE)
        self._vov = self._stage.feed(self._main, lambda n: article("vov.vn", n), 8)
        self._tuoitre = self._stage.feed(self._main, lambda n: article("tuoitre.vn", n), 8)
        self._stage.feed(self._main, lambda n: article("nobody.example", n), 2)
        self._stage.feed(self._main, reject, 1)
        self._idle = self._stage.feed(idle, _tombstone, 100)

    def at_once(self) -> None:
        """Those that need no past."""
        self._flood()
        self._late_and_rejected()
        self._stuck()
        self._sums()
        self._over_limit()
        self._restarting()

    def await_week(self) -> None:
        """Wait until the sources have a week and a day of past."""
        until = self._began + WEEK_S + DAY_S
        await_that(lambda: time.monotonic() > until, "a week", WEEK_S + DAY_S)

    def against_the_past(self) -> None:
        """Those that compare with the week before."""
        self._vov.close()
        self._tuoitre.close()
        self._idle.close()
        began = time.monotonic()
        self._stage.feed(self._main, lambda n: article("tuoitre.vn", n, dated=False), 8)
        self._await("CopydeskSourceSilent", _MAIN, "one source of three writes no more", began)
        self._await("CopydeskQualityDrift", _MAIN, "a source's articles lose their dates", began)
        self._await("CopydeskNothingArrives", _IDLE, "nobody writes to a job any more", began)

    def false_alarms(self) -> list[str]:
        """What fired of the job that did nothing but flow, beside the two that it was made to."""
        made = {"CopydeskSourceSilent", "CopydeskQualityDrift"}
        return [
            f"{a}: {said}"
            for (a, job, _), said in self._seen.said.items()
            if job == _MAIN and a not in made
        ]

    def gone(self) -> None:
        """The last: every instance is killed."""
        self._stage.close()
        self._await("CopydeskGone", "", "`kill -9` of every instance", time.monotonic())

    def _flood(self) -> None:
        service, settings = self._stage.start(_FLOOD)
        began = time.monotonic()
        feed = self._stage.feed(settings, reject, 300)
        how = "nothing but bad records, 300 a second"
        self._await("CopydeskBreakerOpen", _FLOOD, how, began)
        how = f"{how}; the breaker is open, and nobody comes"
        self._await("CopydeskNothingFlows", _FLOOD, how, began)
        self._await("CopydeskAgeOverObjective", _FLOOD, how, began, "waiting")
        self._await("CopydeskLagGrowing", _FLOOD, how, began)
        feed.close()
        service.freeze()
        self._await(
            "CopydeskInstanceStuck", _FLOOD, "SIGSTOP: it does not answer", time.monotonic()
        )
        self._stage.end(_FLOOD)

    def _late_and_rejected(self) -> None:
        job = "copydesk-crawl"
        _, settings = self._stage.start(job, COPYDESK_BREAKER_WINDOW_RECORDS="0")
        began = time.monotonic()
        feed = self._stage.feed(settings, _half_bad, 150, age_s=400)
        self._await("CopydeskRejectShare", job, "45 of 100 records are bad", began)
        how = "records written with timestamps 400 s old"
        self._await("CopydeskAgeOverObjective", job, how, began, "late")
        self._end(job, feed)

    def _stuck(self) -> None:
        job = "copydesk-stuck"
        _, settings = self._stage.start(job, Plant.STUCK, COPYDESK_LIVE_TIMEOUT_S="1")
        began = time.monotonic()
        feed = self._stage.feed(settings, lambda _: Message(STUCK_KEY, b"<p>x", ()), 4)
        how = "a record that takes for ever (planted), `COPYDESK_LIVE_TIMEOUT_S=1`"
        self._await("CopydeskInstanceStuck", job, how, began)
        self._end(job, feed)

    def _sums(self) -> None:
        job = "copydesk-sums"
        _, settings = self._stage.start(job, Plant.MISCOUNT)
        began = time.monotonic()
        feed = self._stage.feed(settings, lambda n: article("vov.vn", n), 4)
        how = "a service that does not count one outcome a batch (planted)"
        self._await("CopydeskSumsDoNotAddUp", job, how, began)
        self._end(job, feed)

    def _over_limit(self) -> None:
        job = "copydesk-over"
        _, settings = self._stage.start(job, COPYDESK_METRICS_SOURCES="1")
        hosts = ("vov.vn", "lemonde.fr")
        began = time.monotonic()
        feed = self._stage.feed(settings, lambda n: article(hosts[n % 2], n), 20)
        how = "two publishers with `COPYDESK_METRICS_SOURCES=1`"
        self._await("CopydeskSourcesOverLimit", job, how, began)
        self._end(job, feed)

    def _restarting(self) -> None:
        job = "copydesk-restarting"
        service, _ = self._stage.start(job)
        began = time.monotonic()
        for _ in range(_STARTS):
            self._await_scraped(service, job)
            service.kill()
            service.start(ready=False)
            if self._seen.fires(("CopydeskRestarting", job, "")):
                break
        self._await("CopydeskRestarting", job, "`kill -9`, started again, and again", began)
        self._stage.end(job)

    def _await_scraped(self, service: Running, job: str) -> None:
        """Until Prometheus knows this start."""
        question = f'process_start_time_seconds{{job="{job}"}}'

        def known() -> bool:
            began = service.metrics().get("process_start_time_seconds", math.inf)
            found = self._stage.prometheus.query(question)
            return any(abs(float(series["value"][1]) - began) < 1 / 100 for series in found)

        await_that(known, f"a scrape of {job}")

    def _await(self, alert: str, job: str, how: str, began: float, part: str = "") -> None:
        which = alert, job, part
        until = time.monotonic() + _LONGEST_S
        while not self._seen.fires(which):
            if time.monotonic() > until:
                self.silent.append(f"{alert} of {job or 'all'}")
                return
            time.sleep(_LOOK_S)
        took_s = self._seen.at(which) - began
        self.fired.append(Fired(alert, how, took_s, self._seen.said[which]))
        self._tell(self.fired[-1])

    def _end(self, job: str, feed: Feed) -> None:
        feed.close()
        self._stage.end(job)


def _tombstone(number: int) -> Message:
    """The cheapest record: what else runs on this machine does not make it wait."""
    return Message(b"%d" % number, None, ())


def _half_bad(number: int) -> Message:
    return reject(number) if number % 20 < 9 else article("lemonde.fr", number)
