"""The name a page or a server gives its encoding -> the codec that reads it."""

from __future__ import annotations

import re

_MAX_LABEL_CHARS = 40
_NOT_SIGNIFICANT = re.compile(r"[^0-9a-z]")

_LABELS = {
    "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8",
    "cp866": "866 cp866 csibm866 ibm866",
    "iso8859-2": "csisolatin2 iso-8859-2 iso-ir-101 iso_8859-2:1987 l2 latin2",
    "iso8859-3": "csisolatin3 iso-8859-3 iso-ir-109 iso_8859-3:1988 l3 latin3",
    "iso8859-4": "csisolatin4 iso-8859-4 iso-ir-110 iso_8859-4:1988 l4 latin4",
    "iso8859-5": "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso_8859-5:1988",
    "iso8859-6": "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 "
    "iso-8859-6-e iso-8859-6-i iso-ir-127 iso_8859-6:1987",
    "iso8859-7": "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 "
    "iso_8859-7:1987 sun_eu_greek",
    "iso8859-8": "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 "
    "iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical",
    "iso8859-10": "csisolatin6 iso-8859-10 iso-ir-157 l6 latin6",
    "iso8859-13": "iso-8859-13",
    "iso8859-14": "iso-8859-14",
    "iso8859-15": "csisolatin9 iso-8859-15 l9",
    "iso8859-16": "iso-8859-16",
    "koi8-r": "cskoi8r koi koi8 koi8-r",
    "koi8-u": "koi8-ru koi8-u",
    "mac-roman": "csmacintosh mac macintosh x-mac-roman",
    "cp874": "dos-874 iso-8859-11 tis-620 windows-874",
    "cp1250": "cp1250 windows-1250 x-cp1250",
    "cp1251": "cp1251 windows-1251 x-cp1251",
    "cp1252": "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 "
    "iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252",
    "cp1253": "cp1253 windows-1253 x-cp1253",
    "cp1254": "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso_8859-9:1989 l5 latin5 windows-1254 "
    "x-cp1254",
    "cp1255": "cp1255 windows-1255 x-cp1255",
    "cp1256": "cp1256 windows-1256 x-cp1256",
    "cp1257": "cp1257 windows-1257 x-cp1257",
    "cp1258": "cp1258 windows-1258 x-cp1258",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "gb18030": "chinese csgb2312 csiso58gb231280 gb2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc-jp": "cseucpkdfmtjapanese euc-jp x-euc-jp",
    "iso2022-jp-ext": "csiso2022jp iso-2022-jp",
    "cp932": "csshiftjis ms932 ms_kanji shift-jis sjis windows-31j x-sjis",
    "cp949": "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 "
    "ksc5601 windows-949",
    "utf-16-be": "unicodefffe utf-16be",
    "utf-16-le": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le",
}
"""WHATWG Encoding §4.2, with the codec of Python that covers each best: a page that says Latin-1
is windows-1252, gb2312 is gb18030, Shift_JIS is Windows' own. Left out: UTF-7, HZ and the other
ISO-2022s, which the standard refuses because they hide markup in ASCII."""

_BEYOND = {
    "utf-8": "utf8mb4 cp65001",
    "cp1251": "win-1251 cp-1251",
    "gb18030": "cp936 ms936 windows-936",
    "big5hkscs": "cp950 windows-950",
    "cp932": "cp932",
    "cp949": "cp949 uhc",
    "mac-cyrillic": "mac-cyrillic",
    "utf-32-le": "utf-32 utf-32le",
    "utf-32-be": "utf-32be",
    "viscii": "viscii csviscii viscii1.1-1",
    "tcvn": "tcvn tcvn3 tcvn-5712 tcvn5712-1 tcvn5712-1:1993 x-viet-tcvn x-viet-tcvn5712",
}
"""Names met in the wild or given by detectors that no browser knows."""


def _significant(label: str) -> str:
    return _NOT_SIGNIFICANT.sub("", label.lower())


_CODECS = {
    _significant(label): codec
    for table in (_LABELS, _BEYOND)
    for codec, labels in table.items()
    for label in labels.split()
}


def codec_of(label: str | None) -> str | None:
    """Find the codec for a label; None for an unknown one, and for one that is refused.

    Only letters and digits count: "windows1251", "UTF_8" and "iso8859-1" are met as often as
    the names as registered.
    """
    return _CODECS.get(_significant(label[:_MAX_LABEL_CHARS])) if label else None
