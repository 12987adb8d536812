"""Enrichers that each break one promise, for the suite that must find them."""

from __future__ import annotations

import itertools
import time
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from service.article import Article


class Fact(BaseModel):
    model_config = ConfigDict(frozen=True)
    value: str = ""


class Thawed(BaseModel):
    value: str = ""


class Base:
    name: ClassVar[str] = "language"

    def __call__(self, article: Article) -> BaseModel | None:
        return Fact(value=str(len(article.body)))


class Counting(Base):
    count = itertools.count()

    def __call__(self, article: Article) -> BaseModel | None:
        del article
        return Fact(value=str(next(self.count)))


class Hashing(Base):
    def __call__(self, article: Article) -> BaseModel | None:
        return Fact(value=str(hash(article.body)))


class Changing(Base):
    def __call__(self, article: Article) -> BaseModel | None:
        article.extra["seen"] = True  # type: ignore[index]  # that is the fault
        return Fact()


class Thawing(Base):
    def __call__(self, article: Article) -> BaseModel | None:
        return Thawed(value=article.body)


class Watching(Base):
    def __call__(self, article: Article) -> BaseModel | None:
        return Fact(value=str(time.time() > len(article.body)))


class Slow(Base):
    def __call__(self, article: Article) -> BaseModel | None:
        return Fact(value=str(sum(i * i for i in range(len(article.body) * 6))))


class Delicate(Base):
    def __call__(self, article: Article) -> BaseModel | None:
        return Fact(value=(article.title or "").split()[0])


class Required(Base):
    name: ClassVar[str] = "body"
