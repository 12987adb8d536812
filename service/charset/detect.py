"""Bytes that nobody declares -> the codec they were most likely written in."""

from __future__ import annotations

import re
from itertools import islice

import cchardet

from service.charset.labels import codec_of

_SAMPLE_BYTES = 64 * 1024
_BETWEEN_TAGS = re.compile(rb"[^<>\n]+")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_LONG_RUN = 4
"""Four letters beyond ASCII in a row: every word of Russian or Chinese, no word of French."""
_KANA = re.compile("[\u3041-\u30fe]")


def _letters(data: bytes) -> bytes:
    """The pieces of a page that hold bytes beyond ASCII, up to a sample's size."""
    beyond = (m[0] for m in _BETWEEN_TAGS.finditer(data) if not m[0].isascii())
    return b"\n".join(islice(beyond, 1_000))[:_SAMPLE_BYTES]


def is_beyond_latin(data: bytes) -> bool:
    """Whether bytes beyond ASCII stand in long runs, as in no language that Latin-1 writes."""
    runs = [len(run) for run in _HIGH_RUN.findall(_letters(data))]
    return sum(length for length in runs if length >= _LONG_RUN) * 2 > sum(runs)


def detected(data: bytes) -> str | None:
    """Guess the codec of bytes that are no UTF-8 from their letters; None where none is likely."""
    letters = _letters(data)
    found = codec_of(cchardet.detect(letters)["encoding"])
    if found in ("viscii", "tcvn"):
        return None  # every byte is a letter to them, so only a declaration proves them
    if found == "koi8-r":
        return "koi8-u"  # the same but for frames of terminals
    if found in ("big5hkscs", "gb18030", "cp949") and _has_kana(letters):
        return "euc-jp"
    return found


def _has_kana(letters: bytes) -> bool:
    """Whether bytes are Japanese in EUC-JP: a fifth of its letters are kana, few of any other's."""
    try:
        text = letters.decode("euc-jp")
    except UnicodeDecodeError:
        return False
    return len(_KANA.findall(text)) * 5 > len(text)
