"""The rules that say what a line is, in order: structure first, phrases second."""

from __future__ import annotations

from service.clean.lines.label import Label
from service.clean.lines.rules import furniture, kept, makers, others, pictures, repeated
from service.clean.lines.rules.rule import Rule

NAMED_BEHIND = "named_behind"
CAPTION_RULES = frozenset(("announced_caption", "over_credit", NAMED_BEHIND))
"""What these find is a caption without a credit, too; what the model cuts may be anything."""

RULES: tuple[Rule, ...] = (
    Rule(
        "repeated_title",
        Label.TITLE,
        "The headline said again.",
        repeated.titles,
        is_dirt=False,
    ),
    Rule(
        "picture_title",
        Label.CAPTION,
        "The headline with a picture's number: the picture's alternative text.",
        repeated.picture_titles,
    ),
    Rule(
        "ornament",
        Label.BOILERPLATE,
        "A line without any letter or digit.",
        furniture.ornaments,
        is_dirt=False,
    ),
    Rule(
        "button",
        Label.ACTION,
        "A line that is only such a phrase: share, follow.",
        furniture.buttons,
    ),
    Rule(
        "sign",
        Label.BOILERPLATE,
        "A line that is only what stands around articles: advertisement, tags.",
        furniture.signs,
    ),
    Rule(
        "counter",
        Label.BOILERPLATE,
        "A number alone over or under the article.",
        furniture.counters,
        is_dirt=False,
    ),
    Rule("hashtag", Label.BOILERPLATE, "A line of hashtags.", furniture.hashtags),
    Rule("dateline", Label.DATELINE, "A line that is only a date or a time.", makers.stamps),
    Rule(
        "attribution",
        Label.ATTRIBUTION,
        "A line that says only where the text is from; the name is in `attribution`.",
        makers.attributions,
    ),
    Rule(
        "same_dateline",
        Label.TEASER,
        "A later line with the lead's dateline, and the headlines around such lines: other "
        "articles of the outlet.",
        others.same_dateline,
    ),
    Rule(
        "under_related",
        Label.TEASER,
        "A heading such as “Related news”, and what stands under it.",
        others.under_related,
    ),
    Rule(
        "announced_caption",
        Label.CAPTION,
        "A line that says of itself that it is a caption; it is in `captions`.",
        pictures.announced,
    ),
    Rule("credit", Label.CREDIT, "A line that is only a picture's credit.", pictures.credit_lines),
    Rule(
        "caption",
        Label.CAPTION,
        "A caption with its credit; it is in `captions`.",
        pictures.captions,
    ),
    Rule(
        "repeated_line",
        Label.BOILERPLATE,
        f"A line of {repeated.REPEAT_MIN_CHARS} characters or more that stood before, or stands "
        "three times.",
        repeated.repetitions,
    ),
    Rule(
        "pulled_quote",
        Label.BOILERPLATE,
        "A line that stands word for word in a paragraph.",
        repeated.pulled_quotes,
    ),
    Rule(
        "over_credit",
        Label.CAPTION,
        "A line over a picture's credit, or the beginning of a caption said again.",
        pictures.over_credits,
    ),
    Rule(
        NAMED_BEHIND,
        Label.CAPTION,
        "A short line that ends with a name in brackets, and no sentence before it.",
        pictures.named_behind,
    ),
    Rule("byline", Label.BYLINE, "A line that says only who wrote it.", makers.bylines),
    Rule(
        "credit_words",
        Label.CREDIT,
        "A short line that opens like a picture's credit.",
        pictures.credit_words,
    ),
    Rule("action", Label.ACTION, "A line that asks the reader to do something.", furniture.actions),
    Rule("teaser", Label.TEASER, "A line that leads to another article.", others.teaser_links),
    Rule("boilerplate", Label.BOILERPLATE, "A line that begins like a sign.", furniture.openings),
    Rule("list_item", Label.BODY, "Kept: a list of the article.", kept.list_items, is_dirt=False),
    Rule(
        "under_colon",
        Label.BODY,
        "Kept: a line of the article that ends in a colon, and the short lines under it.",
        kept.under_colon,
        is_dirt=False,
    ),
    Rule("question", Label.BODY, "Kept: an interviewer's.", kept.questions, is_dirt=False),
    Rule(
        "subhead", Label.BODY, "Kept: a heading inside the article.", kept.subheads, is_dirt=False
    ),
)
"""Of two rules that find a line, the first counts."""
