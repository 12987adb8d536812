"""An address -> its host -> the domain somebody registered, by the public suffix list."""

from __future__ import annotations

from functools import cache

import tldextract
from ada_url import URL


def host_of(said: str | None) -> str | None:
    """Find the host of a URL, or of something that has the look of one.

    Returns:
        In ASCII and lower case; None for a name and what no browser could open.
    Source: WHATWG URL.
    """
    is_address = "://" in (said or "")
    if not said or (not is_address and (" " in said or "." not in said)):
        return None
    try:
        return str(URL(said if is_address else f"https://{said}").hostname).rstrip(".") or None
    except ValueError:
        return None


def registrable(host: str) -> str | None:
    """Cut a host down to the domain its owner registered.

    Args:
        host: A host name in lower case, punycode where it has other letters.

    Returns:
        One label and its public suffix; of a host under no public suffix, its last two labels;
        None for an IP address, a suffix itself and a name without a dot.
    Source: publicsuffix.org/list, whose prevailing rule is ``*``; private domains count, so that
        two blogs of one host are two sites.
    """
    host = host.rstrip(".")
    parts = _extractor()(host)
    if parts.ipv4 or parts.ipv6 or "." not in host:
        return None
    if parts.suffix:
        return parts.top_domain_under_public_suffix or None
    return ".".join(host.split(".")[-2:])


@cache
def _extractor() -> tldextract.TLDExtract:
    """Only the list in the package: the default constructor would go to the network."""
    return tldextract.TLDExtract(
        suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
    )
