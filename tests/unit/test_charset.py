from __future__ import annotations

import codecs
import unicodedata

import pytest

from service.charset import to_text, vietnamese
from service.charset.labels import codec_of
from service.errors import DecodeError

VIETNAMESE = (
    "Sáng thứ bảy, hội đồng thành phố khai trương thư viện mới bên bờ sông sau hai năm sửa chữa. "
    "Người dân có thể mượn sách miễn phí vào cuối tuần."
)
RUSSIAN = "Новая библиотека открылась на берегу реки после двух лет ремонта, и дети пришли рано."
UKRAINIAN = "У суботу міська рада відкрила нову бібліотеку на березі річки, її чекали два роки."
GERMAN = "Am Samstag eröffnete der Stadtrat die neue Bücherei am Fluss, und viele kamen früh."
FRENCH = "Samedi, le conseil a inauguré la bibliothèque au bord de la rivière, où l’on vient tôt."
POLISH = "W sobotę rada miasta otworzyła nad rzeką nową bibliotekę, a dzieci przyszły wcześnie."
CZECH = "V sobotu městská rada otevřela novou knihovnu u řeky po dvou letech náročných oprav."
HUNGARIAN = "Szombaton a tanács két év felújítás után megnyitotta az új könyvtárat a folyóparton."
TURKISH = "Cumartesi günü belediye meclisi nehir kıyısındaki yeni kütüphaneyi açtı, halk çağrıldı."
GREEK = "Το Σάββατο το δημοτικό συμβούλιο εγκαινίασε τη νέα βιβλιοθήκη δίπλα στο ποτάμι."
HEBREW = "ביום שבת פתחה מועצת העיר את הספרייה החדשה על גדת הנהר לאחר שנתיים של שיפוצים."
ARABIC = "افتتح مجلس المدينة يوم السبت المكتبة الجديدة على ضفة النهر بعد عامين من الترميم."
THAI = "เมื่อวันเสาร์ สภาเทศบาลเปิดห้องสมุดแห่งใหม่ริมแม่น้ำหลังจากปรับปรุงนานสองปี"
LATVIAN = "Sestdien pilsētas dome pēc divu gadu remonta atklāja jauno bibliotēku upes krastā."
LITHUANIAN = "Šeštadienį miesto taryba po dvejų metų remonto atidarė naują biblioteką prie upės."
JAPANESE = "土曜日、市議会は二年間の改修を終えた川沿いの図書館を開き、子どもたちが集まった。"
KOREAN = "토요일 시의회는 이 년 동안의 보수를 마치고 강가에 새 도서관을 열었다."
CHINESE = "星期六，市议会在河边为经过两年修缮的新图书馆举行了开馆仪式，许多孩子来听故事。"
TAIWANESE = "星期六，市議會在河邊為經過兩年修繕的新圖書館舉行了開館儀式，許多孩子來聽故事。"

SAMPLES = [
    (VIETNAMESE, "utf-8"), (VIETNAMESE, "cp1258"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"),
    (RUSSIAN, "cp866"), (RUSSIAN, "iso8859-5"), (UKRAINIAN, "cp1251"), (UKRAINIAN, "koi8-u"),
    (GERMAN, "cp1252"), (FRENCH, "cp1252"), (POLISH, "cp1250"), (POLISH, "iso8859-2"),
    (CZECH, "cp1250"), (CZECH, "iso8859-2"), (HUNGARIAN, "cp1250"), (TURKISH, "cp1254"),
    (GREEK, "cp1253"), (GREEK, "iso8859-7"), (HEBREW, "cp1255"), (HEBREW, "iso8859-8"),
    (ARABIC, "cp1256"), (ARABIC, "iso8859-6"), (THAI, "cp874"), (LATVIAN, "cp1257"),
    (LITHUANIAN, "cp1257"), (LITHUANIAN, "iso8859-13"), (JAPANESE, "cp932"),
    (JAPANESE, "euc-jp"), (JAPANESE, "iso2022-jp"), (KOREAN, "cp949"), (CHINESE, "gb18030"),
    (TAIWANESE, "big5"), (VIETNAMESE, "utf-16-le"), (RUSSIAN, "utf-16-be"),
    (GERMAN, "utf-16-be"), (KOREAN, "utf-16"), (CHINESE, "utf-32-le"), (ARABIC, "utf-32-be"),
    (RUSSIAN, "utf-32"), (JAPANESE, "utf-8-sig"),
]  # fmt: skip


def encoded(text: str, encoding: str) -> bytes:
    """As a writer of the time did: windows-1258 has tone marks behind their letters."""
    if encoding != "cp1258":
        return text.encode(encoding)
    tones = "\u0300\u0301\u0303\u0309\u0323"
    data = b""
    for letter in text:
        marks = [m for m in unicodedata.normalize("NFD", letter) if m in tones]
        bare = "".join(m for m in unicodedata.normalize("NFD", letter) if m not in tones)
        data += (unicodedata.normalize("NFC", bare) + "".join(marks)).encode(encoding)
    return data


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(("text", "encoding"), SAMPLES)
def test_an_encoding_that_nobody_declares_is_found(text: str, encoding: str) -> None:
    assert nfc(to_text(encoded(text, encoding))) == text


@pytest.mark.parametrize(("text", "encoding"), SAMPLES)
def test_it_is_found_behind_much_markup(text: str, encoding: str) -> None:
    page = f"<html><script>{'var a = 1;' * 9_000}</script><p class='lead'>{text}</p></html>"
    assert nfc(to_text(encoded(page, encoding))) == page


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        (VIETNAMESE, "cp1258", "WINDOWS-1258"),
        (TURKISH, "cp1254", "iso-8859-9"),
        (THAI, "cp874", "TIS-620"),
        ("“café” – 5 €", "cp1252", "ISO-8859-1"),
        ("“café” – 5 €", "cp1252", "us-ascii"),
        ("髙①㈱", "cp932", "Shift_JIS"),
        ("똠방각하", "cp949", "euc-kr"),
        ("镕堃喆", "gb18030", "gb2312"),
        ("粵語啲嘢", "big5hkscs", "Big5"),
        (HEBREW, "iso8859-8", "iso-8859-8-i"),
        (GERMAN, "mac-roman", "macintosh"),
        (RUSSIAN, "mac-cyrillic", "x-mac-cyrillic"),
        (JAPANESE, "utf-16-le", "utf-16"),
        (RUSSIAN, "koi8-r", "KOI8_R"),
        (RUSSIAN, "cp1251", "windows1251"),
        (RUSSIAN, "cp1251", "win-1251"),
    ],
)
def test_a_declared_encoding_means_what_browsers_mean(text: str, encoding: str, label: str) -> None:
    assert nfc(to_text(encoded(text, encoding), label)) == text


def vietnamese_bytes(text: str, encoding: str) -> bytes:
    letters = {vietnamese.decode(bytes([b]), encoding): b for b in range(256)}
    return bytes(letters[letter] for letter in text)


@pytest.mark.parametrize(
    ("encoding", "label"), [("viscii", "VISCII"), ("tcvn", "TCVN-5712"), ("tcvn", "x-viet-tcvn")]
)
def test_the_old_vietnamese_encodings_are_read_where_they_are_declared(
    encoding: str, label: str
) -> None:
    assert to_text(vietnamese_bytes(VIETNAMESE, encoding), label) == VIETNAMESE


def test_the_old_vietnamese_tables_hold_every_letter_once() -> None:
    marks = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    alphabet = {nfc(vowel + mark) for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for mark in marks}
    for encoding in ("viscii", "tcvn"):
        letters = [vietnamese.decode(bytes([b]), encoding) for b in range(256)]
        assert len(set(letters)) == 256
        assert alphabet | {"đ", "Đ"} <= set(letters)


def test_tcvn3_as_its_fonts_write_it() -> None:
    assert nfc(to_text("Th­ viÖn míi bªn bê s«ng".encode("latin-1"), "tcvn3")) == (
        "Thư viện mới bên bờ sông"
    )


@pytest.mark.parametrize("label", ["utf-7", "hz-gb-2312", "rot13", "unicode_escape", "", "x" * 999])
def test_an_encoding_that_hides_or_does_not_exist_has_no_codec(label: str) -> None:
    assert codec_of(label) is None


def test_a_text_that_begins_like_a_file_is_a_text() -> None:
    assert to_text("RIFFs by the bänd".encode()) == "RIFFs by the bänd"


def test_utf_7_stays_what_it_is() -> None:
    assert to_text(b"+ADw-script+AD4-", "utf-7") == "+ADw-script+AD4-"


def test_what_is_utf8_is_utf8_whatever_it_declares() -> None:
    page = f'<meta charset="iso-8859-1">{VIETNAMESE}'
    assert to_text(page.encode(), "iso-8859-1") == page


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta charset="windows-1257">',
        "<META CHARSET = windows-1257 >",
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1257">',
        '<?xml version="1.0" encoding="windows-1257"?>',
        '<!-- <meta charset="koi8-r"> --><meta charset="windows-1257">',
        "<script>" + "x" * 5_000 + '</script><meta charset="windows-1257">',
    ],
)
def test_a_page_declares_its_encoding_in_its_head(declaration: str) -> None:
    page = f"{declaration}<p>Upē"
    assert to_text(page.encode("cp1257")) == page


def test_latin_1_of_a_library_yields_to_the_page_and_to_the_bytes() -> None:
    page = f'<meta charset="koi8-r">{RUSSIAN}'
    assert to_text(page.encode("koi8-r"), "ISO-8859-1") == page
    assert to_text(RUSSIAN.encode("cp1251"), "ISO-8859-1") == RUSSIAN
    assert to_text(FRENCH.encode("cp1252"), "ISO-8859-1") == FRENCH


def test_an_encoding_that_does_not_exist_is_passed_over() -> None:
    page = f'<meta charset="klingon">{RUSSIAN}'
    assert to_text(page.encode("windows-1251"), "x-nothing") == page


@pytest.mark.parametrize(
    ("text", "encoding", "cut"),
    [
        (VIETNAMESE + "ệ", "utf-8", 1),
        (VIETNAMESE + "ệ", "utf-8", 2),
        (JAPANESE, "cp932", 2),
        (JAPANESE, "euc-jp", 2),
        (CHINESE, "gb18030", 1),
        (TAIWANESE, "big5", 1),
        (VIETNAMESE, "utf-16-le", 1),
        (VIETNAMESE, "utf-16", 1),
        (CHINESE, "utf-32-le", 3),
    ],
)
def test_a_record_cut_in_a_letter_keeps_its_article(text: str, encoding: str, cut: int) -> None:
    got = to_text(text.encode(encoding)[:-cut])
    assert got.startswith(text[:-2])
    assert "\ufffd" in got[-2:] or got == text[:-1]


def test_a_cut_text_of_few_letters_is_still_utf8() -> None:
    assert to_text(b"Two caf\xc3\xa9s by the river, and a th\xe1\xbb") == (
        "Two cafés by the river, and a th\ufffd"
    )


@pytest.mark.parametrize("declared", [None, "windows-1251"])
def test_letters_between_control_characters_are_no_text(declared: str | None) -> None:
    with pytest.raises(DecodeError, match="neither"):
        to_text((RUSSIAN.encode("cp1251") + b"\x01\x02\x03") * 50, declared)


def test_stray_bytes_cost_a_letter_each() -> None:
    data = VIETNAMESE.encode()
    assert to_text(data[:50] + b"\x92" + data[50:]) in (
        f"{VIETNAMESE[:k]}\ufffd{VIETNAMESE[k:]}" for k in range(len(VIETNAMESE))
    )
    english = b"The mayor opened the library on Saturday. " * 9
    assert to_text(english + b"\xe1") == english.decode() + "\ufffd"
    assert to_text(b"It\x92s \x81 good", "iso-8859-1") == "It\u2019s \ufffd good"


@pytest.mark.parametrize("data", [codecs.BOM_UTF16_LE + b"\x00", codecs.BOM_UTF32_BE + b"abc"])
def test_a_byte_order_mark_that_lies_is_refused(data: bytes) -> None:
    with pytest.raises(DecodeError, match="byte-order mark"):
        to_text(data)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x1f\x8b\x08\x00" + bytes(range(256)), "gzip"),
        (b"%PDF-1.7\n1 0 obj", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (bytes(range(256)) * 9, "neither"),
        (bytes(255 - b * 7 % 256 for b in range(4_000)), "neither"),
    ],
)
@pytest.mark.parametrize("declared", [None, "utf-8", "windows-1251"])
def test_what_is_no_text_is_refused(data: bytes, what: str, declared: str | None) -> None:
    with pytest.raises(DecodeError, match=what):
        to_text(data, declared)
