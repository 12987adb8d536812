"""The operator's publishers, edited while the service runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service import kafka
from service.settings import Settings
from service.transport import Message
from tests.running import Running

pytestmark = pytest.mark.integration

HEADING = "domain,name,country,languages\n"
FIRST, SECOND = "Báo Mẫu", "Báo Mẫu Mới"
EACH = 20


def publish(settings: Settings, first: int) -> None:
    values = [
        {
            "url": f"https://baomau.example/{number}",
            "text": "Một tin mới\n\nSáng nay hội đồng thành phố khai trương thư viện bên bờ sông.",
        }
        for number in range(first, first + EACH)
    ]
    messages = [Message(None, json.dumps(value).encode(), ()) for value in values]
    kafka.write_topic(settings, settings.input_topic, messages)


def names(settings: Settings) -> list[tuple[str, str]]:
    """The publisher and the registry's version of every article, in the order of their addresses."""
    articles = [
        json.loads(record.value or b"{}")
        for record in kafka.read_topic(settings, settings.output_topic)
    ]
    articles.sort(key=lambda article: int(article["url"].rpartition("/")[2]))
    return [(a["source"]["name"], a["processed_by"]["sources"]) for a in articles]


def reloads(service: Running, result: str) -> float:
    return service.metrics().get(f'copydesk_sources_reloads_total{{result="{result}"}}', 0)


@pytest.mark.parametrize("workers", ["0", "2"])
def test_an_edited_file_changes_later_articles_and_a_broken_one_none(
    settings: Settings, tmp_path: Path, workers: str
) -> None:
    file = tmp_path / "sources.csv"
    file.write_text(f"{HEADING}baomau.example,{FIRST},VN,vi\n", "utf-8")
    more = {"COPYDESK_SOURCES_FILE": str(file), "COPYDESK_WORKERS": workers}
    with Running(settings, tmp_path / "log", **more) as service:
        for number, (row, result) in enumerate(
            ((None, ""), (f"{SECOND},VN,vi", "adopted"), ("X,Vietnam,vi", "refused"))
        ):
            if row:
                file.write_text(f"{HEADING}baomau.example,{row}\n", "utf-8")
                service.await_that(lambda: reloads(service, result) == 1, result)  # noqa: B023
            publish(settings, number * EACH)
            service.await_that(lambda: service.consumed() == (number + 1) * EACH, "read")  # noqa: B023
        known = 'copydesk_article_sources_total{registry="known"}'
        assert service.metrics()[known] == 3 * EACH
        assert "Vietnam" in service.log()
        assert service.terminate() == 0
    found = names(settings)
    assert [name for name, _ in found] == [FIRST] * EACH + [SECOND] * 2 * EACH
    assert len({version for _, version in found}) == 2
