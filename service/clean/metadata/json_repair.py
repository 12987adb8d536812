"""JSON as careless templates write it -> JSON, where the meaning is plain."""

from __future__ import annotations

import re
from collections.abc import Iterator

_OUTSIDE = re.compile(r"""[^"/,}\]\[{]+""")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?(?:\*/|$)", re.DOTALL)
_INSIDE = re.compile(r'[^"\\]+')
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')
_NO_VALUE = re.compile(r"\s*(?:[},\]]|$)")
_AFTER_NAME = re.compile(r"\s*:")
_AFTER_MEMBER = re.compile(r'\s*(?:[}\]]|$|,\s*(?:"[^"\\]{0,100}"\s*:|[}\]]|$))')
_AFTER_ELEMENT = re.compile(r'\s*(?:[}\]]|$|,\s*(?:["{}\[\]]|-?\d|true\b|false\b|null\b|$))')
_CLOSING = {"{": "}", "[": "]"}


def repaired(text: str) -> str:
    """Repair a JSON text.

    Returns:
        The text without comments, stray commas and wrong escapes, quotes inside strings escaped,
        missing values ``null``, closed what was open at its end. Linear: each pattern starts
        where the one before it ended, or looks past one quote at what the next will consume.
    """
    return "".join(_Repair(text).parts())


class _Repair:
    """One pass over a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.open: list[str] = []
        """The closing brackets to come."""
        self.at_name = False
        """Whether the next string names a member."""
        self.after_colon = False

    def parts(self) -> Iterator[str]:
        while self.place < len(self.text):
            outside = _OUTSIDE.match(self.text, self.place)
            if outside:
                self.place = outside.end()
                self.after_colon = outside.group().rstrip().endswith(":")
                yield outside.group()
            elif self.text[self.place] == '"':
                yield from self._string()
            elif self.text[self.place] == "/":
                comment = _COMMENT.match(self.text, self.place)
                self.place = comment.end() if comment else self.place + 1
            else:
                yield self._mark()
        yield from reversed(self.open)

    def _mark(self) -> str:
        mark = self.text[self.place]
        self.place += 1
        before = "null" if self.after_colon and mark in ",}" else ""
        self.after_colon = False
        if mark in _CLOSING:
            self.open.append(_CLOSING[mark])
            self.at_name = mark == "{"
        elif mark == ",":
            self.at_name = self.open[-1:] == ["}"]
            mark = "" if _NO_VALUE.match(self.text, self.place) else mark
        else:
            mark = self.open.pop() if self.open else ""  # the one that fits
        return before + mark

    def _string(self) -> Iterator[str]:
        self.place += 1
        self.after_colon = False
        yield '"'
        while self.place < len(self.text) and not self._closes():
            match = _INSIDE.match(self.text, self.place) or _ESCAPE.match(self.text, self.place)
            self.place = match.end() if match else self.place + 1
            if match:
                yield match.group()
            elif self.text[self.place - 1] == '"':
                yield '\\"'  # a quote the template forgot to escape; a stray backslash goes
        self.place += 1
        self.at_name = False
        yield '"'

    def _closes(self) -> bool:
        if self.text[self.place] != '"':
            return False
        after = _AFTER_ELEMENT
        if self.open[-1:] == ["}"]:
            after = _AFTER_NAME if self.at_name else _AFTER_MEMBER
        return after.match(self.text, self.place + 1) is not None
