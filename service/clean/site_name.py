"""The site's own name, which scrapers take along: at the ends of a headline, above and below a text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from service.clean.metadata.site import Site, site_of
from service.clean.url import host_of
from service.publishers import by_host

NAME_RULE = "site_name"
MEANING = (
    "The site's own name: at an end of the headline, or a line of its own above or below the text."
)


def site(address: str | None, names: Iterable[str | None]) -> Site:
    """Collect the names by which a site may have signed.

    Args:
        address: The article's; who publishes on its host is known by all his names.
        names: What the scraper and the page call the site.

    Returns:
        A site without initials: "BBC boss resigns" is no part of the BBC.
    """
    publisher = by_host(host_of(address))
    known = publisher.names if publisher else ()
    return replace(site_of([*known, *names], address), initials=frozenset())


def split_name(title: str, its: Site) -> tuple[str, tuple[str, ...]]:
    """Cut the site's name from the ends of a headline.

    Returns:
        The headline, and what was cut from it, in order.
    """
    headline = its.headline(title)
    before, _, behind = title.partition(headline)
    return headline, tuple(cut for end in (before, behind) if (cut := end.strip()))
