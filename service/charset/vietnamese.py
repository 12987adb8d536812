"""Bytes of VISCII and TCVN 5712 -> Vietnamese letters; Python has no codec for them."""

from __future__ import annotations

_ASCII = "".join(map(chr, range(128)))
_VISCII_LOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
_VISCII_HIGH = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐ"
    "ỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
    "Õắằặấầẩậẽẹếềểễệố"
    "ồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ"
    "ĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉ"
    "đựòóôõỏọụùúũủýợỮ"
)
_TCVN_LOW = {
    0x01: "Ú",
    0x02: "Ụ",
    0x04: "Ừ",
    0x05: "Ử",
    0x06: "Ữ",
    0x11: "Ứ",
    0x12: "Ự",
    0x13: "Ỳ",
    0x14: "Ỷ",
    0x15: "Ỹ",
    0x16: "Ý",
    0x17: "Ỵ",
}
_TCVN_HIGH = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨ"
    "ÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
    "\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ"
    "\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽ"
    "éẹềểễếệìỉỄẾỒĩíịò"
    "Ổỏõóọồổỗốộờởỡớợù"
    "ỖủũúụừửữứựỳỷỹýỵỐ"
)
_TABLES = {
    "viscii": _ASCII.translate(_VISCII_LOW) + _VISCII_HIGH,
    "tcvn": _ASCII.translate(_TCVN_LOW) + _TCVN_HIGH,
}
"""TCVN3, the encoding of the ``.VnTime`` fonts, is a part of TCVN 5712."""


def decode(data: bytes, encoding: str) -> str:
    """Decode; every byte has a letter, so nothing fails and nothing can be guessed from it.

    Args:
        data: Any bytes.
        encoding: ``viscii`` or ``tcvn``.

    Returns:
        The text; a TCVN tone mark stands behind its letter (NFC composes them).
    Source: RFC 1456; TCVN 5712:1993. Both tables agree with libiconv's.
    """
    return data.decode("latin-1").translate(dict(enumerate(_TABLES[encoding])))
