from __future__ import annotations

import unicodedata

import pytest

from service.article import Article, Hints
from service.clean.unicode import tidy
from service.enrich.language import LanguageEnricher
from service.enrich.language.tags import primary

detect = LanguageEnricher()

SENTENCES = {
    "vi": "Sáng thứ bảy, hội đồng thành phố khai trương thư viện mới bên bờ sông sau hai năm sửa chữa.",
    "en": "On Saturday morning the council opened the new library by the river after two years of work.",
    "de": "Am Samstagmorgen hat der Stadtrat nach zwei Jahren die neue Bibliothek am Fluss eröffnet.",
    "fr": "Samedi matin, le conseil a inauguré la nouvelle bibliothèque au bord du fleuve.",
    "es": "El sábado por la mañana el ayuntamiento inauguró la nueva biblioteca junto al río.",
    "it": "Sabato mattina il consiglio ha inaugurato la nuova biblioteca sulla riva del fiume.",
    "pt": "Na manhã de sábado, a câmara inaugurou a nova biblioteca à beira do rio, após dois anos.",
    "nl": "Zaterdagochtend heeft de gemeenteraad de nieuwe bibliotheek aan de rivier geopend.",
    "pl": "W sobotę rano rada miasta otworzyła nową bibliotekę nad rzeką po dwóch latach remontu.",
    "tr": "Cumartesi sabahı belediye meclisi nehir kenarındaki yeni kütüphaneyi hizmete açtı.",
    "ru": "В субботу утром городской совет открыл новую библиотеку на берегу реки после ремонта.",
    "uk": "У суботу вранці міська рада відкрила нову бібліотеку на березі річки після ремонту.",
    "el": "Το πρωί του Σαββάτου ο δήμος εγκαινίασε τη νέα βιβλιοθήκη δίπλα στο ποτάμι.",
    "ar": "افتتح مجلس المدينة صباح السبت المكتبة الجديدة على ضفة النهر بعد عامين من الترميم.",
    "he": "בשבת בבוקר פתחה מועצת העיר את הספרייה החדשה על גדת הנהר לאחר שנתיים של שיפוצים.",
    "hi": "शनिवार की सुबह नगर परिषद ने दो साल की मरम्मत के बाद नदी किनारे नया पुस्तकालय खोला।",
    "th": "เช้าวันเสาร์ สภาเมืองได้เปิดห้องสมุดแห่งใหม่ริมแม่น้ำหลังจากการซ่อมแซมสองปี",
    "ja": "土曜日の朝、市議会は二年間の改修を経て川沿いの新しい図書館を開館しました。",
    "ko": "토요일 아침 시의회는 2년간의 보수 공사를 마치고 강변에 새 도서관을 열었습니다.",
    "zh-Hans": "星期六上午，市议会在两年维修之后，在河边开放了新的图书馆，许多孩子前来听故事。",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_one_sentence_is_enough(language: str) -> None:
    found = detect(Article(paragraphs=(SENTENCES[language],)))
    assert (found.value, found.provenance) == (language, "body")
    assert found.confidence >= 0.5


def test_decomposed_vietnamese_is_vietnamese_once_it_is_tidy() -> None:
    decomposed = unicodedata.normalize("NFD", SENTENCES["vi"])
    assert detect(Article(paragraphs=(tidy(decomposed),))).value == "vi"


def test_the_middle_counts_not_a_banner_at_the_head() -> None:
    banner = "We use cookies to improve your experience on this site. " * 6
    article = Article(paragraphs=(banner, *([SENTENCES["vi"]] * 40)))
    assert detect(article).value == "vi"


def test_a_table_or_code_in_the_middle_is_passed_over() -> None:
    code = ("def mean(xs):\n    return sum(xs) / len(xs)\n\nprint(mean([1, 2, 3]))\n" * 20,)
    article = Article(paragraphs=(SENTENCES["vi"],) * 20 + code + (SENTENCES["vi"],) * 20)
    assert detect(article).value == "vi"


def test_the_title_serves_where_the_body_has_no_letters() -> None:
    found = detect(Article(paragraphs=("2 - 1",), title=SENTENCES["vi"]))
    assert (found.value, found.provenance) == ("vi", "title")


@pytest.mark.parametrize(
    "text", ["12345 67,89", "🙂🙂🙂", "https://a.example/the/news/of/the/day", "a1 b2"]
)
def test_what_is_no_language_is_und(text: str) -> None:
    found = detect(Article(paragraphs=(text,)))
    assert (found.value, found.provenance, found.confidence) == ("und", "none", 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "Nguyễn Văn An, Trần Thị Bình, Lê Hoàng Cường, Phạm Minh Đức, Vũ Thị Hoa, Đặng Quốc Huy",
        "Manchester United\nReal Madrid\nBayern München\nParis Saint-Germain\nInter Milan\nAjax",
        "Иван Петров, Анна Сидорова, Пётр Иванов, Мария Кузнецова, Олег Смирнов",
        "def mean(xs):\n    return sum(xs) / len(xs)\n\nprint(mean([1, 2, 3]))",
        "SELECT name, age FROM people WHERE age > 30 ORDER BY name LIMIT 10;",
        "import os\nimport sys\nfrom pathlib import Path",
        '{"title": "The news of the day", "tags": ["one", "two"], "n": 3}',
        "test test test test test test test test",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ],
)
def test_names_code_and_noise_are_und(text: str) -> None:
    assert detect(Article(paragraphs=(text,))).value == "und"


@pytest.mark.parametrize(
    "text",
    [
        "Nguyễn Văn An, Trần Thị Bình và Lê Hoàng Cường đã được bầu vào hội đồng thành phố hôm qua.",
        "Council Opens New Library By The River After Two Years Of Work On The Old Mill",
        "The function returns a list; the class that calls it, and the import of grain, are not one.",
        (
            "報道によると、改造したiPhoneが販売された。\n\niPhoneのiOSを改造し、App Storeにないアプリも使える。\n\n"
            "Apple社は認めない。\n\niPad mini、iPhone 7、iOS 12でも同じだという。\n\n「脱獄」は危険だ。"
        ),
        "Under the agreement, Volvo, Scania, MAN, Iveco and Renault pay; the others (Ford, DAF) do not;",
    ],
)
def test_prose_with_names_capitals_and_signs_is_language(text: str) -> None:
    assert detect(Article(paragraphs=(text,))).value in ("vi", "en", "ja")


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("市議會星期六在河邊開放了新的圖書館，許多孩子前來聽故事。", "zh-Hant"),
        (
            "Градско веће је у суботу отворило нову библиотеку поред реке, после две године.",
            "sr-Cyrl",
        ),
        (
            (
                "Gradsko veće je u subotu otvorilo novu biblioteku pored reke, posle dve godine radova, "
                "a deca su uvek dobrodošla, saopšteno je iz opštine."
            ),
            "sr-Latn",
        ),
        (
            (
                "Gradsko vijeće otvorilo je u subotu novu knjižnicu uz rijeku, nakon dvije godine radova; "
                "djeca su uvijek dobrodošla, priopćila je općina, a tijekom tjedna otvorena je do šest."
            ),
            "hr",
        ),
        (
            "Polisi mengatakan bahwa mobil itu ditemukan pada Sabtu, karena warga melapor ke kantor.",
            "id",
        ),
        (
            "Polis berkata kereta itu ditemui pada Sabtu kerana mangsa membuat laporan di pejabat.",
            "ms",
        ),
        ("喺香港，佢哋話啲書唔夠，所以圖書館嘅人買咗好多新書返嚟。", "yue"),
        (
            "Шаҳар кенгаши шанба куни янги кутубхонани очди, бу ерда минглаб китоблар бор.",
            "uz-Cyrl",
        ),
    ],
)
def test_a_tag_names_the_script_where_it_matters_and_close_languages_by_their_words(
    text: str, tag: str
) -> None:
    assert detect(Article(paragraphs=(text,))).value == tag


_EITHER = "Ministar je rekao da je plan dobar i da će početi u petak u gradu."
"""Croatian, Bosnian and Serbian."""


@pytest.mark.parametrize(
    ("hints", "url", "value", "provenance"),
    [
        (Hints(page_language="hr-HR"), None, "hr", "page"),
        (Hints(language="Serbian"), None, "sr-Latn", "hint"),
        (Hints(language="bs"), "https://index.hr/x", "bs", "hint"),
        (Hints(), "https://www.index.hr/x", "hr", "publisher"),
        (Hints(page_language="vi", language="xx"), "https://index.hr/x", "hr", "publisher"),
    ],
)
def test_a_doubt_is_settled_by_page_scraper_or_publisher(
    hints: Hints, url: str | None, value: str, provenance: str
) -> None:
    alone = detect(Article(paragraphs=(_EITHER,)))
    found = detect(Article(paragraphs=(_EITHER,), hints=hints, url=url))
    assert (found.value, found.provenance) == (value, provenance)
    assert alone.confidence < 0.9 < found.confidence


@pytest.mark.parametrize("language", [tag for tag in SENTENCES if tag != "en"])
def test_clear_text_is_never_outvoted(language: str) -> None:
    article = Article(
        paragraphs=(SENTENCES[language],),
        url="https://www.theguardian.com/x",
        hints=Hints(language="en", page_language="en-GB"),
    )
    assert detect(article) == detect(Article(paragraphs=article.paragraphs))


@pytest.mark.parametrize("text", ["2 - 1", "SELECT name FROM people WHERE age > 30 AND age < 40;"])
def test_what_is_no_language_is_not_settled_by_others(text: str) -> None:
    assert detect(Article(paragraphs=(text,), hints=Hints(page_language="en"))).value == "und"


def _of(vietnamese: int, english: int) -> Article:
    """English amid Vietnamese."""
    half = vietnamese // 2
    vi, en = (SENTENCES["vi"],), (SENTENCES["en"],)
    return Article(paragraphs=vi * half + en * english + vi * (vietnamese - half))


@pytest.mark.parametrize(
    ("vietnamese", "english", "value", "also"),
    [
        (20, 0, "vi", ()),
        (20, 2, "vi", ()),
        (13, 7, "vi", ("en",)),
        (6, 14, "en", ("vi",)),
        (0, 20, "en", ()),
    ],
)
def test_a_text_in_two_languages_says_so(
    vietnamese: int, english: int, value: str, also: tuple[str, ...]
) -> None:
    found = detect(_of(vietnamese, english))
    assert (found.value, found.also) == (value, also)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("vi_VN", "vi"),
        ("VI", "vi"),
        ("zh-Hant-TW", "zh"),
        ("iw", "he"),
        ("no", "nb"),
        ("vie", "vi"),
        ("en-US-x-private", "und"),
        ("Vietnamese", "und"),
        ("", "und"),
        (None, "und"),
    ],
)
def test_tags_are_read_as_pages_write_them(said: str | None, language: str) -> None:
    assert primary(said) == language


def test_an_unsure_answer_is_und() -> None:
    found = detect(Article(paragraphs=("xqz vbn wrt plk",)))
    assert found.value == "und"
    assert found.confidence < 0.5
