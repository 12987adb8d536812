"""Text in any Unicode form -> NFC, one kind of line end, nothing invisible that is not meant."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from html.entities import html5

REPLACEMENT = "\ufffd"

_SURROGATE = re.compile("[\ud800-\udfff]")
# LS, PS, NEL, VT and FF end a line, as the forms of carriage return do (Unicode standard §5.8).
_LINE_ENDS = "\x0b\x0c\x85\u2028\u2029"
# The last two are fillers of Korean letters, which people type for a blank line.
_OTHER_SPACES = "\u1680\u2000-\u200a\u202f\u205f\u3000\u3164\uffa0"
_UNWANTED = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1 controls but tab and line ends
    "\u00ad"  # the soft hyphen, a hint for a printer that is not here
    "\u034f\u2060-\u206f"  # joiners without width, operators without form, isolates
    "\u061c\u200e\u200f\u202a-\u202e"  # directions: they move punctuation on a screen, change no
    # letter, and keep two copies of one text from being equal
    "\ufeff\ufff9-\ufffc"  # the byte-order mark in a text, annotations, a picture's place
    "\ufdd0-\ufdef\ufffe\uffff"  # noncharacters
)
_RARE = re.compile(f"[\ud800-\udfff{_LINE_ENDS}{_OTHER_SPACES}{_UNWANTED}]")
"""One look over a clean text instead of four."""
_LINE_END, _OTHER_SPACE = re.compile(f"[{_LINE_ENDS}]"), re.compile(f"[{_OTHER_SPACES}]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_DROPPED = re.compile(f"[{_UNWANTED}]+")
_SPACES = re.compile("  +")

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_UNWANTED_ASTRAL = re.compile(
    "(\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f)"  # a flag keeps its tags
    "|[\U000e0000-\U000e007f"
    + "".join(f"{chr(p + 0xFFFE)}{chr(p + 0xFFFF)}" for p in range(0x10000, 0x110000, 0x10000))
    + "]"
)
_MARKS_MAX = 8
"""No writing system puts more on a letter. To sort a run by its classes costs its square."""


def _storm(first: int, last: int) -> re.Pattern[str]:
    marks = "".join(chr(c) for c in range(first, last) if unicodedata.combining(chr(c)))
    return re.compile(f"[{marks}]{{{_MARKS_MAX + 1},}}")


_MARK_STORM = _storm(0x300, 0x10000)
_ASTRAL_LETTER = re.compile("[\U00010000-\U0001efff]")  # below the emoji
_ASTRAL_STORM = _storm(0x300, 0x1F000)  # forty times the time: the engine has no table for these

_ZERO_WIDTH = re.compile("[\u200b-\u200d]+")
_ZWSP, _ZWNJ, _ZWJ = "\u200b", "\u200c", "\u200d"
_JOINERS_FREE = 1_000
_CHARS_PER_JOINER = 8
"""More are an attack, or the padding of a mail: Persian has one in twenty letters."""
_VIRAMA = 9
"""Canonical combining class of the sign that takes a letter its vowel."""
_JOINING = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefe]"
)
"""Scripts whose letters change with their neighbours: Arabic to Syriac, Indic, Tibetan, Mongolian."""
_UNSPACED = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf]")
"""Scripts without spaces, where one without width parts words: Thai, Lao, Tibetan, Burmese, Khmer."""
_EMOJI = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]")

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPED_TIMES = 2
"""What is escaped more often is no accident of two programs."""


def tidy(text: str) -> str:
    r"""Put a text, or a page, in its one canonical form; its characters' meaning stays.

    Args:
        text: Anything, lone surrogates and NUL included.

    Returns:
        NFC; lines end in ``\n`` and have no space at their ends; runs of spaces are one space;
        no controls of characters, directions and annotations; no noncharacters; joiners and
        spaces without width only where their script uses them; at most eight marks on a letter;
        a lone surrogate is U+FFFD. Applying it twice changes nothing.
    Source: Unicode standard §5.8, §23, UAX #15.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\t", " ").replace("\u00a0", " ")
    if _RARE.search(text):
        text = _LINE_END.sub("\n", _SURROGATE.sub(REPLACEMENT, text))
        text = _OTHER_SPACE.sub(" ", _DROPPED.sub("", text))
    if not text.isascii():
        text = _composed(text)
    text = _SPACES.sub(" ", text)
    return "\n".join([line.strip() for line in text.split("\n")])


def tidy_markup(html: str) -> str:
    """Take out of a page what no parser should see: halves of characters, NUL and controls.

    A tenth of what ``tidy`` costs; what is read from the page is tidied by itself.
    """
    return _CONTROL.sub("", _SURROGATE.sub(REPLACEMENT, html))


def tidy_text(text: str) -> str:
    """Put a text that is no markup in its form: as ``tidy``, and entities left in it are letters.

    ``&quot;`` and ``&amp;nbsp;`` in a text come from a program that escaped it once too often.
    Only a known name with its semicolon, or a number, is an entity; "AT&T" is none. A text
    escaped more than twice stays. Applying it twice changes nothing.
    """
    text = tidy(text)
    if "&" not in text:
        return text
    found = text
    for _ in range(_ESCAPED_TIMES):
        found = tidy(_ENTITY.sub(_unescaped, found))
    return found if tidy(_ENTITY.sub(_unescaped, found)) == found else text


def tidy_line(text: str | None) -> str | None:
    """Put a text that is one line by nature (a title, a name) in its form; blank is None."""
    if text is None:
        return None
    return " ".join(tidy_text(text).split()) or None


def has_lone_surrogate(text: str) -> bool:
    """Whether somebody cut a character in half."""
    return _SURROGATE.search(text) is not None


def _composed(text: str) -> str:
    storm = _MARK_STORM
    if _ASTRAL.search(text):
        text = _UNWANTED_ASTRAL.sub(lambda found: found[1] or "", text)
        storm = _ASTRAL_STORM if _ASTRAL_LETTER.search(text) else storm
    text = _normalized(text, storm)
    joiners = sum(map(text.count, (_ZWSP, _ZWNJ, _ZWJ)))
    if not joiners:
        return text
    usual = joiners <= max(_JOINERS_FREE, len(text) // _CHARS_PER_JOINER)
    meant = _meant if usual else ""
    return _normalized(_ZERO_WIDTH.sub(meant, text), storm)  # what was kept apart may compose


def _normalized(text: str, storm: re.Pattern[str]) -> str:
    calm = storm.sub(_first_marks, text)
    normal = unicodedata.normalize("NFC", calm)
    return normal if normal == calm else storm.sub(_first_marks, normal)  # a letter came apart


def _first_marks(run: re.Match[str]) -> str:
    return run[0][:_MARKS_MAX]


def _meant(run: re.Match[str]) -> str:
    """The one character of a run without width that the letters around it need, or none.

    Letters, not marks: those change places in NFC, and what is kept must be kept again.
    """
    text = run.string
    left, right = run.start() - 1, run.end()
    if _ZWJ in run[0] and _joins_emoji(text[max(left, 0) : left + 1], text[right : right + 1]):
        return _ZWJ
    bare = False
    while left > 0 and (mark := unicodedata.combining(text[left])):
        bare = bare or mark == _VIRAMA  # behind one, the sign that no vowel follows stays seen
        left -= 1
    while right < len(text) and unicodedata.combining(text[right]):
        right += 1
    before, behind = text[max(left, 0) : left + 1], text[right : right + 1]
    if _ZWNJ in run[0] and _JOINING.match(before) and (bare or _JOINING.match(behind)):
        return _ZWNJ
    if _ZWJ in run[0] and _JOINING.match(before):
        return _ZWJ
    parts = _ZWSP in run[0] and _UNSPACED.match(before) and _UNSPACED.match(behind)
    return _ZWSP if parts else ""


def _joins_emoji(left: str, right: str) -> bool:
    return bool((left == "\ufe0f" or _EMOJI.match(left)) and _EMOJI.match(right))


def _unescaped(entity: re.Match[str]) -> str:
    return _letter(entity[0])


@lru_cache(maxsize=4096)  # a pure function of few values, and a page may hold a million of them
def _letter(entity: str) -> str:
    known = entity[1] == "#" or entity[1:] in html5
    return html.unescape(entity) if known else entity
