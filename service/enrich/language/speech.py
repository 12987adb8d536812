"""Whether a text is language at all: lists of names, code, noise are not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_ADDRESSES = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|(?<!\S)(?:[A-Za-z]:)?[\\/~.]*[\\/]\S+")
"""URLs, mail addresses, paths of files."""
_MARKS = ("/", "@", "\\", "www.")
_SIGNS = re.compile(r"[{}\[\]<>=_$#|\\;^~`+*/%&@]|\(\)|::|->")
_SIGNS_OF_CODE = re.compile(r"[={}<>_]|\(\)|\w\(")
_JOINTS = re.compile(r"_|[a-z][A-Z]|\d[A-Za-z]|[A-Za-z]\d")
"""camelCase, snake_case, letters beside figures."""
_PAUSES = re.compile(
    r"[,;:•·|\n\t\u3001\uff0c\uff1b\u060c\u061b/]|\s[-\u2013\u2014]\s|\d+[.)]?"
    r"|\s(?:&|and|và|y|et|und|e|и|i|ve|och|og)\s"
)
_KEYWORDS = frozenset(
    [
        *("import", "from", "def", "class", "return", "var", "let", "const", "function", "public"),
        *("private", "static", "void", "print", "echo", "elif", "else:", "try:", "export", "sudo"),
        *(
            "#include",
            "#!/bin/sh",
            "#!/bin/bash",
            "#",
            "//",
            "/*",
            "*",
            "*/",
            "--",
            "$",
            "end",
            "fi",
        ),
        *(
            "SELECT",
            "INSERT",
            "UPDATE",
            "DELETE",
            "CREATE",
            "ALTER",
            "DROP",
            "FROM",
            "WHERE",
            "JOIN",
        ),
        *("LEFT", "GROUP", "ORDER", "VALUES", "SET", "BEGIN", "END", "package", "using", "module"),
    ]
)
_MAYBE_WORDS = frozenset(("from", "let", "print", "class", "end", "return", "import", "public"))
"""Keywords that also begin sentences, in some language: they count with a sign on the line."""
_IMPORT = re.compile(r"import [\w.]+( as \w+)?;?|from [\w.]+ import .*")
_ENDS = frozenset("{};>)],\\")

_STATEMENTS_SHARE = 0.5
_CODE_SHARE = 0.12
"""Signs of programs by letters; running text has under .03."""
_JOINTS_SHARE = 0.35
_FEW = 8
"""Fewer words show no pattern."""
_LONGEST_MEAN = 12
"""Longer words on average are those of a script without spaces: nothing to count."""
_NAMES_SHARE = 0.92
"""Of the words of a list of names are capitalised; of prose under .5, of headlines not all."""
_NAME_WORDS = 4.5
"""Mean length of an entry in words; of prose between two commas about eight."""
_ENTRIES = 4
_GLANCE = 100
"""So many words show it."""
_SAME_SHARE = 0.4
"""Of the words are one word: ``test test test``; in prose the commonest is under .12."""
_LETTERS_OF_PROSE = 6
"""Different letters of a text of over thirty; in any script prose has more."""
_LONG = 30


def without_addresses(text: str) -> str:
    """Take out URLs, mail addresses and paths: they are in no language."""
    return _ADDRESSES.sub(" ", text) if any(mark in text for mark in _MARKS) else text


def is_speech(sample: str, letters: int) -> bool:
    """Tell running text from what only looks like it.

    Args:
        sample: Some hundred characters, addresses taken out.
        letters: How many of them are letters.

    Returns:
        False for code, lists of names (in scripts with capitals), one word said again and again.
    """
    words = sample.split()
    return not (
        len(_SIGNS.findall(sample)) > letters * _CODE_SHARE
        or (letters > _LONG and _has_few_letters(sample))
        or _is_program(sample.splitlines())
        or (_FEW <= len(words) >= letters / _LONGEST_MEAN and _is_pattern(sample, words))
    )


def _has_few_letters(sample: str) -> bool:
    return len(set(filter(str.isalpha, sample[: _FEW * _LONG].lower()))) < _LETTERS_OF_PROSE


def _is_pattern(sample: str, words: Sequence[str]) -> bool:
    some = words[:_GLANCE]
    ((_, most),) = Counter(some).most_common(1)
    return (
        most > len(some) * _SAME_SHARE
        or _joints(some) > len(some) * _JOINTS_SHARE
        or _is_list_of_names(sample, words)
    )


def _joints(words: Sequence[str]) -> int:
    odd = [w for w in words if w.isascii() and (not (w.islower() or w.istitle()) or "_" in w)]
    return len(_JOINTS.findall(" ".join(odd)))


def _is_program(lines: Sequence[str]) -> bool:
    said = [line.strip() for line in lines if line.strip()]
    return sum(map(_is_statement, said)) > len(said) * _STATEMENTS_SHARE


def _is_statement(line: str) -> bool:
    first = line.partition(" ")[0]
    if first in _KEYWORDS and first not in _MAYBE_WORDS:
        return True
    is_maybe = first in _MAYBE_WORDS or line[-1] in _ENDS
    return is_maybe and bool(_SIGNS_OF_CODE.search(line) or _IMPORT.fullmatch(line))


def _is_list_of_names(sample: str, words: Sequence[str]) -> bool:
    if sum(map(str.istitle, words[:_FEW])) < _FEW // 2:
        return False
    named = [word for word in words if any(map(str.isalpha, word))]
    small = sum(not word.strip("(\"'«“").istitle() for word in named)
    if small > len(named) * (1 - _NAMES_SHARE):
        return False
    entries = [entry for entry in _PAUSES.split(sample) if entry.strip()]
    return len(entries) >= _ENTRIES and len(named) <= len(entries) * _NAME_WORDS
