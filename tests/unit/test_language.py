from __future__ import annotations

import unicodedata

import pytest

from service.article import Article
from service.clean.unicode import tidy
from service.enrich.language import LanguageEnricher

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
    "zh": "星期六上午，市议会在两年维修之后，在河边开放了新的图书馆，许多孩子前来听故事。",
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


def test_the_title_serves_where_the_body_has_no_letters() -> None:
    found = detect(Article(paragraphs=("2 - 1",), title=SENTENCES["vi"]))
    assert (found.value, found.provenance) == ("vi", "title")


@pytest.mark.parametrize(
    "text", ["12345 67,89", "🙂🙂🙂", "https://a.example/the/news/of/the/day", "a1 b2"]
)
def test_what_is_no_language_is_und(text: str) -> None:
    found = detect(Article(paragraphs=(text,)))
    assert (found.value, found.provenance, found.confidence) == ("und", "none", 0.0)


def test_an_unsure_answer_is_und() -> None:
    found = detect(Article(paragraphs=("xqz vbn wrt plk",)))
    assert found.value == "und"
    assert found.confidence < 0.5
