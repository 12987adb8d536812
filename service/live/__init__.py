"""The live page: what has just been committed, for somebody who watches. It never touches the stream."""

from service import VERSION
from service.health import Health
from service.live.feed import Feed
from service.live.page import LivePage, is_local, is_shown
from service.live.window import Window
from service.metrics import Metrics
from service.settings import Settings

__all__ = ["LivePage", "Window", "is_shown", "page_of"]


def page_of(settings: Settings, window: Window, metrics: Metrics, health: Health) -> LivePage:
    """Make the page of a service with these settings."""
    about = {
        "version": VERSION,
        "instance": settings.instance_id,
        "group": settings.group_id,
        "delivery": settings.delivery,
        "workers": settings.workers,
        "servers": settings.bootstrap_servers,
        "input": settings.input_topic,
        "output": settings.output_topic,
        "dead": settings.dead_letter_topic,
    }
    return LivePage(
        Feed(about, window, metrics, health),
        only_local=settings.live_page == "auto" and is_local(settings.http_host),
    )
