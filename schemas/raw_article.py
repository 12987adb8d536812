"""A raw article as scrapers deliver it -> RawArticle, whatever they call its fields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import AliasChoices, ConfigDict, JsonValue, field_validator, model_validator
from pydantic_core import PydanticCustomError

from schemas.contract import MAX_URL, Contract, fact

MAX_EXTRA_BYTES = 16 * 1024


def _aliases(*names: str) -> AliasChoices:
    """The field's own name first (it wins, and the JSON Schema shows it), then what scrapers say."""
    return AliasChoices(*names)


class RawArticle(Contract):
    """One raw article. At least one of ``html`` and ``text`` must hold more than white space.

    Names that news-please, trafilatura, newspaper, Fundus and common Scrapy items use are
    accepted as they are. Other unknown fields are ignored: what shall travel along goes in
    ``extra``.
    """

    model_config = ConfigDict(
        title="RawArticle",
        json_schema_extra={"anyOf": [{"required": ["html"]}, {"required": ["text"]}]},
    )

    url: str | None = fact(
        "Where the article was found. Also: link.",
        "https://vov.vn/the-gioi/tin-123.vov",
        default=None,
        max_length=MAX_URL,
        validation_alias=_aliases("url", "link"),
    )
    html: str | None = fact(
        "The whole page. Wins over `text` when it holds an article.",
        "<html><body><article><h1>Tiêu đề</h1><p>Nội dung…</p></article></body></html>",
        default=None,
        validation_alias=_aliases("html"),
    )
    text: str | None = fact(
        "The text somebody extracted, one line a block, clean or dirty. "
        "Also: maintext, plain_text, raw_text, body, content, article_text.",
        "Tiêu đề\n\n(Ngày Nay) - Đoạn mở đầu…",
        default=None,
        validation_alias=_aliases(
            "text", "maintext", "plain_text", "raw_text", "body", "content", "article_text"
        ),
    )
    title: str | None = fact(
        "The headline, if the scraper knows it. Also: headline.",
        "Nga quyết tâm hợp tác với Iran",
        default=None,
        max_length=5_000,
        validation_alias=_aliases("title", "headline"),
    )
    description: str | None = fact(
        "The standfirst or summary. Also: excerpt, meta_description, summary.",
        "Ngoại trưởng Nga cho biết nước này sẽ tiếp tục hợp tác.",
        default=None,
        max_length=50_000,
        validation_alias=_aliases("description", "excerpt", "meta_description", "summary"),
    )
    authors: tuple[str, ...] = fact(
        "Bylines: a string, a list of strings, or a list of objects with a `name`. "
        "Also: author, byline.",
        ["Nguyễn Văn A"],
        default=(),
        max_length=200,
        validation_alias=_aliases("authors", "author", "byline"),
    )
    published_at: str | int | float | None = fact(
        "When it was published, in any form: ISO 8601, RFC 2822, seconds or milliseconds since "
        "1970, or words. Also: date_publish, publish_date, publishing_date, date_published, "
        "published, pubDate, date.",
        "2026-03-05T14:05:00+07:00",
        default=None,
        validation_alias=_aliases(
            "published_at",
            "date_publish",
            "publish_date",
            "publishing_date",
            "date_published",
            "published",
            "pubDate",
            "date",
        ),
    )
    language: str | None = fact(
        "A hint: the language the scraper believes it is. Also: lang, meta_lang.",
        "vi",
        default=None,
        max_length=100,
        validation_alias=_aliases("language", "lang", "meta_lang"),
    )
    source: str | None = fact(
        "A hint: the publisher's name or domain. "
        "Also: source_domain, source-hostname, sitename, publisher, source_url, hostname.",
        "VOV",
        default=None,
        max_length=MAX_URL,
        validation_alias=_aliases(
            "source",
            "source_domain",
            "source-hostname",
            "sitename",
            "publisher",
            "source_url",
            "hostname",
        ),
    )
    image_url: str | None = fact(
        "The lead picture. Also: top_image, image.",
        "https://vov.vn/images/1.jpg",
        default=None,
        max_length=MAX_URL,
        validation_alias=_aliases("image_url", "top_image", "image"),
    )
    fetched_at: str | int | float | None = fact(
        "When the scraper fetched it, in any form. Also: date_download, crawl_date.",
        "2026-03-05T08:00:00Z",
        default=None,
        validation_alias=_aliases("fetched_at", "date_download", "crawl_date"),
    )
    http_status: int | None = fact(
        "The status of the scraper's request.", 200, default=None, ge=100, le=599
    )
    content_type: str | None = fact(
        "The media type the site sent.", "text/html; charset=utf-8", default=None, max_length=300
    )
    scraper: str | None = fact(
        "Name and version of the scraper.", "news-please/1.6", default=None, max_length=300
    )
    extra: dict[str, JsonValue] = fact(
        f"Carried through untouched; at most {MAX_EXTRA_BYTES} bytes as JSON.",
        {"crawl": "2026-11", "depth": 2},
        default_factory=dict,
    )

    @model_validator(mode="before")
    @classmethod
    def _flatten(cls, data: Any) -> Any:
        """Bring the nested shapes of trafilatura and Fundus to ours."""
        return _flattened(dict(data)) if isinstance(data, Mapping) else data

    @field_validator("authors", mode="before")
    @classmethod
    def _list_authors(cls, value: Any) -> Any:
        return _names(value)

    @field_validator(
        "url", "title", "description", "language", "source", "image_url", "scraper", mode="after"
    )
    @classmethod
    def _blank_is_unknown(cls, value: str | None) -> str | None:
        return (value.strip() or None) if value is not None else None

    @field_validator("extra", mode="after")
    @classmethod
    def _extra_is_small(cls, value: dict[str, JsonValue]) -> dict[str, JsonValue]:
        try:
            size = len(_json(value).encode("utf-8", "replace")) if value else 0
        except (
            ValueError
        ) as error:  # 1e999 is JSON, but no JSON could be written of what it is read as
            raise PydanticCustomError("not_finite", "a number is beyond all bounds") from error
        if size > MAX_EXTRA_BYTES:
            raise PydanticCustomError(
                "extra_too_large",
                "{size} bytes as JSON; at most {limit} are carried through",
                {"size": size, "limit": MAX_EXTRA_BYTES},
            )
        return value

    @model_validator(mode="after")
    def _has_text(self) -> RawArticle:
        if not (self.html and not self.html.isspace()) and not (
            self.text and not self.text.isspace()
        ):
            raise PydanticCustomError("no_text", "neither html nor text holds any text")
        return self


def _json(value: dict[str, JsonValue]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _names(value: Any) -> Any:
    """Bring the forms of a byline to a list of names; what is none of them is left to fail."""
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(part for part in (p.strip() for p in value.split(";")) if part)
    if isinstance(value, list | tuple):
        names = (v.get("name") if isinstance(v, Mapping) else v for v in value)
        return tuple(n for n in names if n is not None and n != "")
    return value


def _flattened(data: dict[str, Any]) -> dict[str, Any]:
    source, html, body = data.get("source"), data.get("html"), data.get("body")
    if "url" not in data and isinstance(source, str) and source.startswith(("http://", "https://")):
        data["url"] = data.pop("source")  # trafilatura's JSON calls the URL `source`
    if isinstance(html, Mapping) and "content" in html:  # Fundus: html is an object
        data["html"] = html["content"]
        data.setdefault("url", html.get("responded_url") or html.get("requested_url"))
        data.setdefault("fetched_at", html.get("crawl_date"))
    if isinstance(body, Mapping):  # Fundus: body is a tree of sections
        del data["body"]
        data.setdefault("text", "\n\n".join(_paragraphs(body)))
    return data


def _paragraphs(body: Mapping[str, Any]) -> list[str]:
    blocks = _listed(body, "summary")
    for section in _listed(body, "sections"):
        if isinstance(section, Mapping):
            blocks += [*_listed(section, "headline"), *_listed(section, "paragraphs")]
    return [block for block in blocks if isinstance(block, str)]


def _listed(body: Mapping[str, Any], name: str) -> list[Any]:
    value = body.get(name)
    return list(value) if isinstance(value, list | tuple) else []
