"""A URL as found -> its WHATWG form, the form to publish, and the key that names the article."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ada_url import URL

from schemas.contract import MAX_URL
from service.clean.url.amp import cached_page, is_amp_parameter, without_ending, without_segments
from service.clean.url.tracking import is_tracking, names_article
from service.domain import registrable

_SCHEMES = ("http:", "https:")
_CACHES_DEEP = 2
"""A viewer may stand before a cache; more is nobody's address."""
_ENCODED = re.compile(r"(?<!%)(?<!%[0-9a-fA-F])%([0-9a-fA-F]{2})")
"""Not behind a bare percent sign, with which the decoded letter would make a new pair."""
_ENCODED_LETTERS = re.compile(r"(?:%[89A-F][0-9A-F])+")
_SLASHES = re.compile(r"(?<!:)/{2,}")
_SESSION = re.compile(r";jsessionid=[^/;?]*", re.IGNORECASE)
_DEFAULT_DOCUMENT = re.compile(
    r"/(?:index|default)\.(?:html?|shtml|php\d?|aspx?|jsp|cgi)$", re.IGNORECASE
)
_DEVICE = re.compile(r"(?:www\d?|m|mobile|mobi|touch|wap|amp)$")
_DEVICE_VIEWS = frozenset({"print", "printable", "mobile", "desktop", "m", "noamp", "fullsite"})
_YES = frozenset({"", "1", "true", "yes"})
_VIEW_OF_ARTICLE = re.compile(r"(?:/(?:page|amp|print|all|full|comments|\d{1,3}))+$")
_UNFILLED = re.compile(r"/(?:undefined|null)/?$|\{|%7B", re.IGNORECASE)


def parse(url: str | None) -> str | None:
    """Read a web address.

    Args:
        url: Anything a scraper calls a URL.

    Returns:
        Its WHATWG form, or None where it is no absolute http(s) address with a host, or longer
        than ``MAX_URL`` in that form (a letter outside ASCII takes three to twelve characters).
    Source: WHATWG URL.
    """
    return resolve(url, None)


def resolve(address: str | None, base: str | None) -> str | None:
    """Read an address as a page writes it.

    Args:
        address: Absolute, or relative to the page.
        base: The page's own address, or None.

    Returns:
        As ``parse``.
    """
    parsed = _parsed(address, base)
    return parsed.href if parsed else None


def canonical(url: str | None, claimed: str | None = None) -> str | None:
    """Say which address an article has.

    Args:
        url: Where it was found.
        claimed: What the page calls its canonical address, perhaps relative. It is believed on
            the same registrable domain, unless it says less than ``url``: the home page or a
            section while ``url`` names an article, or ``url`` without its query.

    Returns:
        Without fragment, credentials, default port, tracking and AMP; the query sorted by name
        (the order of equal names kept); None where ``parse`` gives None. A fragment that names a
        page of an application ("#!/story/1") stays: without it all its stories were one.
    """
    own = _stripped(_parsed(url))
    claim = _stripped(_parsed(claimed, url if own else None))
    if claim is None or _UNFILLED.search(claim.pathname):
        claim = None
    elif own is None:
        claim = claim if _says_something(claim) else None
    elif not _same_site(own, claim) or _says_less(claim, own):
        claim = None
    best = claim or own
    return best.href if best else None


def host_of(url: str | None) -> str | None:
    """The host of an address, in ASCII; None where it is none."""
    parsed = _parsed(url)
    return parsed.hostname if parsed else None


def url_key(url: str) -> str:
    """Name the article of an address: two spellings give one key, two articles never do.

    Lossy, for comparing and hashing only: without scheme, ``www.``, ``m.`` and their like,
    default document, last slash and views for print and telephones.

    Args:
        url: Absolute; what is no web address is its own key.
    """
    parsed = _stripped(_parsed(url))
    if parsed is None:
        return url
    path = _DEFAULT_DOCUMENT.sub("", without_segments(parsed.pathname)).rstrip("/")
    kept = [p for p in _pairs(parsed) if not _is_device_view(p)]
    query = "&".join(pair.removesuffix("=").replace("+", "%20") for pair in kept)
    port = f":{parsed.port}" if parsed.port else ""
    key = f"{_plain_host(parsed.hostname)}{port}{path}{'?' if query else ''}{query}{parsed.hash}"
    decoded = _ENCODED_LETTERS.sub(lambda letters: _decoded(letters[0]), key)
    return unicodedata.normalize("NFC", decoded)  # the same name typed on two systems is one name


def _parsed(url: str | None, base: str | None = None) -> URL | None:
    if not url:
        return None
    try:
        parsed = URL(url, base) if base else URL(url)
    except ValueError:
        return None
    usable = parsed.protocol in _SCHEMES and parsed.hostname and len(parsed.href) <= MAX_URL
    return parsed if usable else None


def _stripped(parsed: URL | None) -> URL | None:
    """Take away what does not name the article; changes ``parsed``, which is ours."""
    for _ in range(_CACHES_DEEP):
        if parsed and (page := cached_page(parsed.hostname, parsed.pathname)):
            parsed = _parsed(page + parsed.search)
    if parsed is None:
        return None
    parsed.username = parsed.password = ""
    parsed.hostname = parsed.hostname.rstrip(".") or parsed.hostname
    path = _SLASHES.sub("/", _SESSION.sub("", _unified(parsed.pathname)))
    parsed.pathname = without_ending(path)
    query = "&".join(_naming(_pairs(parsed), parsed.pathname))
    parsed.search = f"?{query}" if query else ""  # the setter would eat a "?" of the query's own
    if not _is_route(parsed):
        parsed.hash = ""
    return parsed


def _pairs(parsed: URL) -> list[str]:
    return [pair for pair in parsed.search.removeprefix("?").split("&") if pair]


def _naming(pairs: Iterable[str], path: str) -> list[str]:
    kept: list[tuple[str, str]] = []
    for pair in map(_unified, pairs):
        name, _, value = pair.partition("=")
        if not (is_tracking(name, path) or is_amp_parameter(name, value)):
            kept.append((name, pair))
    return [pair for _, pair in sorted(kept, key=lambda named: named[0])]


def _unified(text: str) -> str:
    """Write percent-encoding in its one form. Source: RFC 3986 §6.2.2."""

    def one(encoded: re.Match[str]) -> str:
        letter = chr(int(encoded[1], 16))
        plain = letter.isascii() and (letter.isalnum() or letter in "-._~")
        return letter if plain else encoded[0].upper()

    return _ENCODED.sub(one, text)


def _is_route(parsed: URL) -> bool:
    """Whether the fragment is an address inside an application ("#!story", "#/story" at its root)."""
    at_root = _DEFAULT_DOCUMENT.sub("/", parsed.pathname) == "/"
    return parsed.hash.startswith("#!") or (at_root and parsed.hash.startswith("#/"))


def _same_site(one: URL, other: URL) -> bool:
    mine, theirs = (registrable(p.hostname) or p.hostname for p in (one, other))
    return mine == theirs


def _says_something(claim: URL) -> bool:
    return claim.pathname != "/" or bool(claim.search or claim.hash)


def _says_less(claim: URL, own: URL) -> bool:
    """Whether a claim leaves open which article it is, and the page's own address does not."""
    if not _says_something(claim):
        return _says_something(own)
    claimed, found = claim.pathname.rstrip("/"), own.pathname.rstrip("/")
    if found.startswith(claimed + "/"):
        return not _VIEW_OF_ARTICLE.match(found[len(claimed) :])
    if names_article(claimed):
        return False
    if claimed == found:
        return bool(own.search or own.hash) and not (claim.search or claim.hash)
    return names_article(found)


def _plain_host(host: str) -> str:
    """Take away labels that name a device, but never from the registered name itself."""
    site = registrable(host)
    if site is None or site == host:
        return host
    labels = host.removesuffix("." + site).split(".")
    return ".".join([*(label for label in labels if not _DEVICE.match(label)), site])


def _is_device_view(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return name.lower() in _DEVICE_VIEWS and value.lower() in _YES


def _decoded(encoded: str) -> str:
    try:
        return bytes.fromhex(encoded.replace("%", "")).decode("utf-8")
    except UnicodeDecodeError:
        return encoded
