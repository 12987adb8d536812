"""A URL as found -> its WHATWG form, and the form that names the article."""

from __future__ import annotations

import re

from ada_url import URL

from schemas.contract import MAX_URL

_TRACKING = re.compile(
    r"(utm_\w+|mtm_\w+|pk_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|mc_[ce]id|"
    r"twclid|ttclid|_ga|_gl|ocid|cmpid|xtor|ref_src|ref_url|wt_mc|zanpid)$",
    re.IGNORECASE,
)
_SCHEMES = ("http:", "https:")


def parse(url: str | None) -> str | None:
    """Read a web address.

    Args:
        url: Anything a scraper calls a URL.

    Returns:
        Its WHATWG form, or None where it is no absolute http(s) address with a host, or longer
        than ``MAX_URL`` in that form (a letter outside ASCII takes three to twelve characters).
    Source: WHATWG URL.
    """
    parsed = _parsed(url)
    return parsed.href if parsed else None


def canonical(url: str | None) -> str | None:
    """Take from an address what does not name the article.

    Returns:
        Without fragment, credentials and tracking parameters, the query sorted by name
        (the order of equal names kept); None where ``parse`` gives None.
    """
    parsed = _parsed(url)
    if parsed is None:
        return None
    parsed.hash = parsed.username = parsed.password = ""
    pairs = [p for p in parsed.search.removeprefix("?").split("&") if p]
    kept = [p for p in pairs if not _TRACKING.match(p.partition("=")[0])]
    parsed.search = "&".join(sorted(kept, key=lambda p: p.partition("=")[0]))
    return parsed.href


def _parsed(url: str | None) -> URL | None:
    if not url:
        return None
    try:
        parsed = URL(url)
    except ValueError:
        return None
    usable = parsed.protocol in _SCHEMES and parsed.hostname and len(parsed.href) <= MAX_URL
    return parsed if usable else None
