from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from service.clean.dates.said import Place, Said
from service.clean.metadata import Metadata, read_metadata

ARTICLE = """
<article itemscope itemtype="http://schema.org/NewsArticle">
  <h2 itemprop="headline">Ferry returns</h2>
  <span itemprop="author" itemscope itemtype="http://schema.org/Person">
    <a itemprop="url" href="/ann"><span itemprop="name">Ann Lee</span></a></span>
  <time itemprop="datePublished" datetime="2026-03-05T14:05+07:00">yesterday</time>
  <div itemprop="image" itemscope itemtype="https://schema.org/ImageObject">
    <img itemprop="contentUrl" src="/f.jpg"><p itemprop="caption">The ferry</p></div>
  <meta itemprop="articleSection" content="Coast">
  <span itemprop="publisher" itemscope itemtype="https://schema.org/Organization">
    <meta itemprop="name" content="Harbour Post"></span>
</article>
"""


def read(body: str) -> Metadata:
    return read_metadata(LexborHTMLParser(f"<body>{body}"), "https://harbour.example/a")


def test_microdata_tells_of_the_article() -> None:
    found = read(ARTICLE)
    assert found.title == "Ferry returns"
    assert found.authors == ("Ann Lee",)
    assert found.published == (Said("2026-03-05T14:05+07:00", Place.MICRODATA),)
    assert found.section == "Coast"
    assert found.publisher == "Harbour Post"
    assert [(image.url, image.caption) for image in found.images] == [
        ("https://harbour.example/f.jpg", "The ferry")
    ]


def test_the_date_of_a_related_article_is_not_this_ones() -> None:
    related = (
        "<div itemscope itemtype='https://schema.org/Article'><b itemprop='headline'>Other</b>"
        "<meta itemprop='datePublished' content='2020-01-01'></div>"
    )
    found = read(ARTICLE + related)
    assert found.title == "Ferry returns"
    assert [said.text for said in found.published] == ["2026-03-05T14:05+07:00"]


def test_properties_of_other_things_are_left() -> None:
    video = (
        "<div itemscope itemtype='https://schema.org/VideoObject'>"
        "<meta itemprop='datePublished' content='2019-01-01'><i itemprop='author'>Bo Ek</i></div>"
    )
    assert read(video).published == ()


def test_properties_in_no_item_are_the_pages() -> None:
    found = read("<meta itemprop='datePublished' content='2026-03-05'>")
    assert found.published == (Said("2026-03-05", Place.MICRODATA),)
