"""The public contracts: what goes in, what comes out, what is refused.

This package imports pydantic and the standard library only, so that a consumer
can depend on it without the service.
"""

from schemas.dead_letter import DeadLetter, Reason, Stage
from schemas.enriched_article import EnrichedArticle
from schemas.raw_article import RawArticle
from schemas.topics import TOPICS, Topic

__all__ = ["TOPICS", "DeadLetter", "EnrichedArticle", "RawArticle", "Reason", "Stage", "Topic"]
