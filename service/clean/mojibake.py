"""Text that was decoded with the wrong code page -> the text as it was written."""

from __future__ import annotations

import re
import unicodedata

from ftfy import TextFixerConfig, fix_encoding
from ftfy.badness import is_bad

_SAFE = TextFixerConfig(
    restore_byte_a0=True,
    replace_lossy_sequences=False,  # it writes U+FFFD into words that were half readable
    decode_inconsistent_utf8=True,
    fix_c1_controls=False,  # `tidy` takes them away
)
"""Only what undoes a decoding. ftfy's other repairs are matters of taste (quotes, ligatures,
widths, entities): its defaults changed 175 of 261 clean bodies."""
_BORDERS = "\n<>"
_BORDER = re.compile(f"[{_BORDERS}]")
_CODE_PAGES = ("latin-1", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1257", "cp1258")


def _letters(first: int, last: int) -> str:
    """What bytes look like in any of the code pages."""
    data = bytes(range(first, last + 1))
    return "".join({letter for page in _CODE_PAGES for letter in data.decode(page, "ignore")})


_FOREIGN = re.compile(f"[{re.escape(_letters(0xC2, 0xF4))}][{re.escape(_letters(0x80, 0xBF))}]")
"""The first two bytes of a letter in UTF-8, read as two letters: no mojibake is without."""
_MAX_CHARS = 1_000_000
_CHARS_PER_PIECE = 50
"""Looking costs about a microsecond a letter and fifty a piece: half a second is enough."""
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def repair(text: str) -> tuple[str, bool]:
    """Undo UTF-8 that was read as a code page of one byte, also twice, piece by piece.

    Args:
        text: As decoded, before ``tidy``: control characters and no-break spaces are the bytes
            of lost letters. A page is taken tag by tag, a text line by line, so that one bad
            caption is repaired and nothing else touched.

    Returns:
        The text, and whether anything was repaired. A clean text comes back unchanged.
    Source: ftfy 6.3, ``ftfy.badness`` and ``fix_encoding``.
    """
    if text.isascii() or not _FOREIGN.search(text):
        return text, False
    pieces: list[str] = []
    done, left = 0, _MAX_CHARS
    for foreign in _FOREIGN.finditer(text):
        if foreign.start() < done:
            continue  # in a piece that was looked at
        start = max(done, *(text.rfind(border, done, foreign.start()) + 1 for border in _BORDERS))
        end = _BORDER.search(text, foreign.end())
        piece = text[start : end.start() if end else len(text)]
        left -= len(piece) + _CHARS_PER_PIECE
        if left < 0:
            break
        pieces += (text[done:start], _repaired(piece))
        done = start + len(piece)
    repaired = "".join((*pieces, text[done:]))
    return repaired, repaired != text


def _repaired(text: str) -> str:
    if not is_bad(text):
        return text
    fixed: str = fix_encoding(text, _SAFE)
    return fixed if fixed != text and not is_bad(fixed) else _from_vietnamese(text) or fixed


def _from_vietnamese(text: str) -> str | None:
    """Undo windows-1258, which ftfy does not know; None where it was not that."""
    try:
        return b"".join(map(_byte, text)).decode("utf-8")
    except UnicodeError:
        return None


def _byte(letter: str) -> bytes:
    """A letter in windows-1258, its tone mark apart; a control stands for its own byte."""
    if "\x80" <= letter <= "\x9f":
        return letter.encode("latin-1")
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", letter)
        if parts[-1] not in _TONES:
            raise
        return unicodedata.normalize("NFC", parts[:-1]).encode("cp1258") + parts[-1].encode(
            "cp1258"
        )
