"""A line of text -> what it looks like by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from propcache import cached_property

from service.clean.alphanumeric import alphanumeric
from service.clean.credit import split_credit
from service.clean.dates.only import is_part_of_stamp, is_stamp
from service.clean.lines.dateline import Dateline, split_dateline
from service.clean.lines.numbers import own_numbers
from service.clean.lines.sentences import ends_sentence, inner_ends
from service.clean.phrases import Kind, count_unspaced, fold, is_unspaced, opening

_SIGNS = r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0970-\u0dff\u0f18-\u0fbc]"
"""Vowel signs are no letters to ``\\w``, but Hindi words are full of them."""
_LETTERS = rf"(?:[^\W\d_]++|{_SIGNS}++)++"
_WORD = re.compile(rf"{_LETTERS}(?:['’-]{_LETTERS})*|\d+(?:[.,:/]\d+)*")
_DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[:h]\d{2}\b|\b(?:19|20)\d{2}\b"
    r"|\d+\s*[年월月日]"
)
_ADDRESS = re.compile(r"https?://|www\.|@\w{3,}|\w\.(?:com|net|org|vn|de|fr|co)\b")
_MARKS_OF_ADDRESS = ("@", "://", "www.", ".com", ".net", ".org", ".vn", ".de", ".fr", ".co")
_PREFIX_CHARS = 200
"""Spaces before the dash are as many as there are, but no tidy text has more than one."""
_PREFIX = re.compile(r"(\S[^-–—:]{1,40}?)\s*(?:-|–|—|--)\s")
_NAMED_BEHIND = re.compile(
    r"\s*[(（]((?:[^\W\d_][\w.'’-]*)(?:[ /][^\W\d_][\w.'’-]*){0,4})[)）]\.?$"
)
_CLOSES = (")", "）", ").", "）.")
_SAMPLE_CHARS = 3_000
_CAPTION_CHARS = 600
"""Longer captions are paragraphs."""
_IN_BRACKETS = re.compile(r"^[(（]\d+[)）]|^\d+[)）]")
_COUNT = re.compile(r"\d[\d.,]{0,12}\s{0,2}")
_LONG_TOKEN = 3
_SHORT_FORM = 6
"""Capitals of "WHO", "UNESCO", said behind the whole name."""
_SHORT_SENTENCE, _TWO_SENTENCES, _PARAGRAPH = 12, 25, 60
"""Words; Thai has no marks at all, so length alone must do."""
LEADERS = "»›>•-–—*|([【<＜〈▶►■●◆・ "
"""What stands before a phrase as an ornament."""
_UNSPACED_CHARS_A_WORD = 2.0


@dataclass(frozen=True)
class Looks:
    """One line that is not blank.

    Args:
        text: Tidy.
    """

    text: str

    @cached_property
    def sample(self) -> str:
        """As much of it as is looked at: no paragraph is longer, a line of 5 MB may be."""
        return self.text[:_SAMPLE_CHARS]

    @cached_property
    def folded(self) -> str:
        """Without differences of case."""
        return fold(self.sample)

    @cached_property
    def key(self) -> str:
        """Letters and digits only, case folded: what two lines have in common that say the same."""
        return alphanumeric(self.text.casefold())

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """Words, case folded; of unspaced scripts single characters."""
        words = _WORD.findall(self.folded)
        if not self.unspaced:
            return tuple(words)
        found: list[str] = []
        for word in words:
            if is_unspaced(word[0]):
                found.extend(word)
            else:
                found.append(word)
        return tuple(found)

    @cached_property
    def telling(self) -> frozenset[str]:
        """The words that say what it is about: the long ones, and those with a foreign letter."""
        return frozenset([t for t in self.tokens if len(t) > _LONG_TOKEN or not t.isascii()])

    @cached_property
    def unspaced(self) -> int:
        """How many characters are of a script without spaces."""
        return 0 if self.sample.isascii() else count_unspaced(self.sample)

    @cached_property
    def raw_keys(self) -> tuple[str, ...]:
        """Its first words, letters and digits only, case folded."""
        return tuple(alphanumeric(word) for word in self.folded.split(maxsplit=4)[:4])

    @cached_property
    def prefix(self) -> str:
        """What stands before a dash near its start ("VOV.VN -", "(Ngày Nay) -"); mostly ""."""
        start = self.text[:_PREFIX_CHARS]
        if "-" not in start and "–" not in start and "—" not in start:
            return ""
        found = _PREFIX.match(self.sample)
        return found[1] if found else ""

    @cached_property
    def words(self) -> float:
        """How many words; of unspaced scripts two characters count as one."""
        if not self.unspaced:
            return float(len(self.tokens))
        return self.unspaced / _UNSPACED_CHARS_A_WORD + sum(
            not is_unspaced(token[0]) for token in self.tokens
        )

    @cached_property
    def ends_sentence(self) -> bool:
        """Whether it ends like a sentence, quotes and brackets behind the mark left aside."""
        return ends_sentence(self.text)

    @cached_property
    def inner_ends(self) -> int:
        """How many sentences end within it."""
        return inner_ends(self.sample)

    @cached_property
    def openings(self) -> dict[Kind, int]:
        """The phrases it opens with, and how many characters they take."""
        return opening(self.bare) or self._counted()

    @cached_property
    def bare(self) -> str:
        """Case folded, without the ornament before it."""
        return self.folded.lstrip(LEADERS)

    def _counted(self) -> dict[Kind, int]:
        """A number and such a phrase, and nothing else: "3 comments", "5 min read"."""
        number = _COUNT.match(self.bare)
        if not number:
            return {}
        found = opening(self.bare[number.end() :])
        taken = {kind: number.end() + length for kind, length in found.items()}
        return {k: end for k, end in taken.items() if not any(map(str.isalnum, self.bare[end:]))}

    def opens(self, kind: Kind) -> bool:
        """Whether it opens with a phrase of a kind."""
        return kind in self.openings

    def is_only(self, kind: Kind) -> bool:
        """Whether it is such a phrase, perhaps with a count in brackets, and nothing else."""
        return kind in self.openings and not any(
            map(str.isalnum, _IN_BRACKETS.sub("", self.behind(kind)))
        )

    def behind(self, kind: Kind) -> str:
        """What stands behind the phrase it opens with, case folded."""
        return self.bare[self.openings.get(kind, 0) :].lstrip()

    @cached_property
    def dateline(self) -> Dateline | None:
        """The dateline glued to it; see ``split_dateline``."""
        return split_dateline(self.text)

    @cached_property
    def is_stamp(self) -> bool:
        """Whether it says whole dates and nothing else."""
        return self.has_digits and is_stamp(self.text)

    @cached_property
    def is_part_of_stamp(self) -> bool:
        """Whether it says a part of a date and nothing else."""
        return self.has_digit and is_part_of_stamp(self.text)

    @cached_property
    def credit(self) -> tuple[str, str | None]:
        """What a picture shows, and who made it; see ``split_credit``."""
        return split_credit(self.text) if len(self.text) <= _CAPTION_CHARS else (self.text, None)

    @cached_property
    def credit_at(self) -> int:
        """Where a credit begins ("Photo: …"), or -1."""
        text, credit = self.credit
        return len(text) if credit else -1

    @cached_property
    def bracketed_name(self) -> str | None:
        """The name in brackets it ends with, where no sentence ends before it."""
        may = len(self.text) <= _CAPTION_CHARS and self.text.endswith(_CLOSES)
        found = _NAMED_BEHIND.search(self.text) if may else None
        if not found or ends_sentence(self.text[: found.start()].rstrip()):
            return None
        is_short_form = len(found[1]) <= _SHORT_FORM and found[1].isupper()
        return None if is_short_form or found[1][0].islower() else found[1]

    @cached_property
    def has_digit(self) -> bool:
        """Whether a digit stands in it."""
        return not self.key.isalpha() and any(map(str.isdigit, self.key))

    @cached_property
    def has_digits(self) -> bool:
        """Whether it has as many as the shortest date: 元年1月1日."""
        return self.has_digit and sum(map(str.isdigit, self.key)) > 1

    @cached_property
    def has_date(self) -> bool:
        """Whether something like a date or a time stands in it."""
        return self.has_digit and _DATE.search(self.sample) is not None

    @cached_property
    def has_address(self) -> bool:
        """Whether a web or mail address or a handle stands in it."""
        return any(m in self.sample for m in _MARKS_OF_ADDRESS) and bool(
            _ADDRESS.search(self.sample)
        )

    @cached_property
    def is_prose(self) -> bool:
        """Whether it is surely running text: long, and ending like a sentence or holding some."""
        return (
            (self.words >= _SHORT_SENTENCE and self.ends_sentence)
            or (self.words >= _TWO_SENTENCES and self.inner_ends > 0)
            or self.words >= _PARAGRAPH
        )

    @cached_property
    def numbers(self) -> list[float]:
        """What it is by itself, for the line model (``features.OWN``)."""
        return own_numbers(self)

    @cached_property
    def glimpse(self) -> list[float]:
        """The same in short, for its neighbours (``features.BESIDE``)."""
        return [
            min(self.words, 60.0),
            self.ends_sentence,
            self.is_prose,
            self.has_date,
            self.credit_at >= 0,
            float(len(self.openings)),
        ]
