"""A page -> whether it is an article at all, and what it is instead.

Structure decides first (the root element, prose against headlines that lead elsewhere), phrases
only where there is hardly any prose. Doubt is a flag, never a refusal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from selectolax.lexbor import LexborHTMLParser

from service.clean.page.shape import Shape, measure_shape, visible_text, weight
from service.clean.page.wordings import Says, count, says


class PageKind(StrEnum):
    """What a page is."""

    ARTICLE = "article"
    FEED = "feed"
    SITEMAP = "sitemap"
    DATA = "data"
    """JSON, a script, a style sheet, a picture, another XML."""
    HOME_PAGE = "home_page"
    INDEX = "index"
    """A section, a tag, a topic: headlines that lead elsewhere."""
    SEARCH_RESULTS = "search_results"
    ERROR_PAGE = "error_page"
    BOT_CHECK = "bot_check"
    CONSENT_WALL = "consent_wall"
    PAYWALL = "paywall"
    """Asks for money or a log-in and shows nothing of the article."""
    MEDIA = "media"
    """A video or a gallery without text."""
    TEMPLATE = "template"
    """A page whose scripts were to fill it, and did not."""
    EMPTY = "empty"
    """Nothing to read, and nothing that says why."""


FLAGS = {
    "consent_wall_suspected": "Most of the text speaks of cookies and consent.",
    "http_error": "The scraper's request was answered with an error, but there is an article.",
    "mostly_links": "More headlines of other articles than text: perhaps an index page.",
    "mostly_media": "A video or gallery page with little text.",
    "paywalled": "The page says that the article is not free, or asks to pay, and the text is short.",
}
"""What is doubtful, in words."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a page is, and what is doubtful about it."""

    kind: PageKind
    flags: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What others have read of a page.

    Args:
        body: One line a block.
        kinds: Its types in JSON-LD and ``og:type`` with its prefix.
        is_free: Whether it says so.
        url: Where it was found.
        http_status: Of the scraper's request.
    """

    body: str = ""
    kinds: frozenset[str] = frozenset()
    is_free: bool | None = None
    url: str | None = None
    http_status: int | None = None

    @property
    def claims_article(self) -> bool:
        """Whether the page calls itself one."""
        return any(_ARTICLE.search(kind) for kind in self.kinds)

    @property
    def claims_media(self) -> bool:
        """Whether it calls itself a video or a gallery."""
        return any(_MEDIA.search(kind) for kind in self.kinds)


_ARTICLE = re.compile(r"Article$|Posting$|^Report$|Review$|^og:(?:\w+:)?article$|^og:blog$")
_MEDIA = re.compile(r"^(?:Video|Audio)Object$|Gallery$|^og:video|^og:music|^PodcastEpisode$")
_PROLOGUE = re.compile(r"(?:[\s\ufeff]|<\?.*?\?>|<!--.*?-->|<![a-zA-Z].*?>)*", re.DOTALL)
_ROOT = re.compile(r"<([a-zA-Z][\w:.-]*)")
_ROOTS = {
    **dict.fromkeys(("rss", "feed", "rdf:rdf", "opml"), PageKind.FEED),
    **dict.fromkeys(("urlset", "sitemapindex"), PageKind.SITEMAP),
    **dict.fromkeys(("svg", "soap:envelope", "error", "plist", "kml", "gpx"), PageKind.DATA),
}
_TAG = re.compile(r"<(?:html|head|body|p|div|article|main|br|h1|span|td|title)\b", re.IGNORECASE)
_SIGNATURES = ("%PDF-", "\ufffdPNG", "PNG\n", "GIF8", "PK\x03", "RIFF", "\ufffd\ufffd\ufffd\ufffd")
_CODE_LINE = re.compile(r"[;{},]\s*$|^\s*[}\]]")
_HEAD_CHARS = 4_000
_CODE_SHARE = 0.6
_LITTLE = 400
"""Prose of two or three sentences, in characters of a script with spaces."""
_SHORT = 1_500
_STATUS_ERROR = 400
_MANY = 10
_CONSENT_SHARE = 0.6
_CONSENT_EVERY = 120
"""Characters from one word of consent to the next."""
_HOLES = re.compile(
    r"\{\{[^{}\n]{1,60}\}\}|\$\{[\w.]{1,60}\}|<%=?[^%\n]{1,60}%>|lorem ipsum", re.IGNORECASE
)
_PATH = re.compile(r"^https?://[^/?#]*|#.*$")
_HOME = re.compile(
    r"/?(?:[a-z]{2}(?:-[a-z]{2})?/?)?(?:(?:index|home|default)(?:\.\w{2,5})?)?/?$", re.IGNORECASE
)
_SEARCH = re.compile(
    r"(?:^|/)(?:search|suche|recherche|buscar|busca|busqueda|cerca|ricerca|zoeken|sok|haku|szukaj|tim-kiem|tag/search)"
    r"(?:[/?.]|$)|[?&](?:q|s|query|search|keyword|keywords)=",
    re.IGNORECASE,
)
_ERROR_CODE = re.compile(
    r"(?:^|\b(?:error|fehler|erreur|lỗi|http|status)\W{0,3})(?:4\d\d|50\d)\b|\b(?:404|403|410|50[0234])\W*$",
    re.IGNORECASE,
)


def kind_of_root(html: str) -> PageKind | None:
    """Tell from how a page begins that it is no HTML; None if it may be."""
    start = _PROLOGUE.match(html)
    head = html[start.end() if start else 0 :][:_HEAD_CHARS]
    root = _ROOT.match(head)
    if root:
        return _ROOTS.get(root[1].lower())
    if head.startswith(_SIGNATURES) or _is_code(head):
        return PageKind.DATA
    return None


def _is_code(head: str) -> bool:
    """Whether it is JSON, a script or a style sheet: hardly a tag, and lines that end like code."""
    if _TAG.search(head):
        return False
    if head[:1] in {"{", "["} and head[1:].lstrip()[:1] in {'"', "{", "[", "}", "]"}:
        return True
    lines = [line for line in head.splitlines() if line.strip()]
    code = sum(_CODE_LINE.search(line) is not None for line in lines)
    return len(lines) > 2 and code >= _CODE_SHARE * len(lines)  # noqa: PLR2004  fewer say nothing


def judge(tree: LexborHTMLParser, evidence: Evidence) -> Verdict:
    """Say what a page is.

    Args:
        tree: The page.
        evidence: What else is known of it.

    Returns:
        Another kind than an article only where that is sure; flags for what is doubtful.
    """
    shape = measure_shape(tree, evidence.body)
    prose = shape.prose
    kind = _of_lists(shape, evidence, prose) or _of_holes(evidence.body)
    if kind is None and prose < _LITTLE:
        kind = _of_words(tree, evidence, prose)
    if kind is None and _is_consent(evidence.body) and not evidence.claims_article:
        kind = PageKind.CONSENT_WALL
    if kind is None and not evidence.body:
        kind = PageKind.MEDIA if evidence.claims_media else PageKind.EMPTY
    return Verdict(kind) if kind else Verdict(PageKind.ARTICLE, _flags(shape, evidence, prose))


def _of_lists(shape: Shape, evidence: Evidence, prose: int) -> PageKind | None:
    """Home pages by their address, lists by headlines without text."""
    address = _PATH.sub("", evidence.url or "about:blank")
    if _HOME.match(address) and shape.headlines >= _MANY:
        return PageKind.HOME_PAGE
    says_list = {"SearchResultsPage", "CollectionPage"} & evidence.kinds
    if evidence.claims_article or prose >= _LITTLE or shape.headlines < _MANY:
        return None
    if "SearchResultsPage" in says_list or _SEARCH.search(address):
        return PageKind.SEARCH_RESULTS
    if shape.headlines * _LITTLE < prose * _MANY:
        return None
    return PageKind.INDEX


def _of_holes(body: str) -> PageKind | None:
    """Templates nobody filled in."""
    holes = len(_HOLES.findall(body))
    return PageKind.TEMPLATE if holes > 1 and holes * 100 > len(body) else None


def _of_words(tree: LexborHTMLParser, evidence: Evidence, prose: int) -> PageKind | None:
    """Pages with hardly any text, by what they say."""
    title = tree.css_first("title")
    headline = tree.css_first("h1")
    told = " | ".join(n.text(strip=True) for n in (title, headline) if n)[:300]
    text = visible_text(tree)
    if says(Says.BOT_CHECK, told) or (says(Says.BOT_CHECK, text) and weight(text) < _SHORT):
        return PageKind.BOT_CHECK
    failed = (evidence.http_status or 0) >= _STATUS_ERROR
    if failed or says(Says.ERROR, told) or any(map(_ERROR_CODE.search, told.split(" | "))):
        return PageKind.ERROR_PAGE
    if evidence.claims_article and prose:
        return None
    return _of_walls(text)


def _of_walls(text: str) -> PageKind | None:
    if says(Says.PAYWALL, text):
        return PageKind.PAYWALL
    if says(Says.SCRIPT_NEEDED, text) or weight(text) < _LITTLE // 4:
        return PageKind.TEMPLATE
    return PageKind.ERROR_PAGE if says(Says.ERROR, text) and weight(text) < _LITTLE else None


def _is_consent(body: str) -> bool:
    """Whether most lines speak of consent, and do so again and again."""
    if count(Says.CONSENT, body) * _CONSENT_EVERY < weight(body):
        return False
    lines = [line for line in body.split("\n") if line]
    told = sum(len(line) for line in lines if says(Says.CONSENT, line))
    return told >= _CONSENT_SHARE * sum(map(len, lines)) > 0


def _flags(shape: Shape, evidence: Evidence, prose: int) -> frozenset[str]:
    short = sum(map(weight, evidence.body.split("\n"))) < _SHORT
    found = {
        "consent_wall_suspected": _is_consent(evidence.body),
        "http_error": (evidence.http_status or 0) >= _STATUS_ERROR,
        "mostly_links": shape.headlines >= _MANY and prose < _LITTLE,
        "mostly_media": evidence.claims_media and not evidence.claims_article and short,
        "paywalled": short and (evidence.is_free is False or says(Says.PAYWALL, evidence.body)),
    }
    return frozenset(flag for flag, holds in found.items() if holds)
