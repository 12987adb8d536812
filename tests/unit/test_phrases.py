from __future__ import annotations

import unicodedata
from collections import Counter

import pytest

from service.clean.lines.looks import Looks
from service.clean.phrases import Kind, by_key, fold, opening

LANGUAGES = 50
ALONE = "alone_"


@pytest.fixture(params=sorted(by_key()))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_there_are_phrases_of_many_languages() -> None:
    assert len(by_key()) >= LANGUAGES


def test_a_file_has_known_keys_and_no_phrase_twice(language: str) -> None:
    for key, phrases in by_key()[language].items():
        assert key.removeprefix(ALONE) in set(Kind)
        folded = Counter(phrase.casefold() for phrase in phrases)
        assert [phrase for phrase, times in folded.items() if times > 1] == []


def test_a_phrase_is_tidy(language: str) -> None:
    for phrases in by_key()[language].values():
        for phrase in phrases:
            assert phrase == unicodedata.normalize("NFC", " ".join(phrase.split()))


def test_every_phrase_is_found_where_it_stands_alone(language: str) -> None:
    for key, phrases in by_key()[language].items():
        for phrase in phrases:
            kind = Kind(key.removeprefix(ALONE))
            assert kind in opening(fold(phrase)), (key, phrase)


LINES = (
    (Kind.RELATED, "Related articles"),
    (Kind.RELATED, "Lesen Sie auch: Zweite Brücke für Mühlstein"),
    (Kind.RELATED, "Tin liên quan"),
    (Kind.RELATED, "À lire aussi"),
    (Kind.RELATED, "Читайте также: Второй мост"),
    (Kind.RELATED, "関連記事"),
    (Kind.RELATED, "İlgili Haberler"),
    (Kind.ACTION, "Share on Facebook"),
    (Kind.ACTION, "WhatsApp"),
    (Kind.ACTION, "Copier le lien"),
    (Kind.ACTION, "Chia sẻ"),
    (Kind.ACTION, "Подписаться"),
    (Kind.ACTION, "구독하기"),
    (Kind.CREDIT, "Foto: Jana Dorn"),
    (Kind.CREDIT, "Image source, Quill archive"),
    (Kind.CREDIT, "Ảnh: Trần Minh"),
    (Kind.CREDIT, "Фото: Леся Дубина"),
    (Kind.CAPTION, "Image caption, The ferry at its berth"),
    (Kind.ATTRIBUTION, "Fuente: Agencia Sur"),
    (Kind.BYLINE, "Von Jana Dorn"),
    (Kind.STAMP, "Aktualisiert am 12. April"),
    (Kind.BOILERPLATE, "Advertisement"),
    (Kind.BOILERPLATE, "5 min read"),
    (Kind.BOILERPLATE, "3 Kommentare"),
    (Kind.BOILERPLATE, "Tất cả bình luận"),
    (Kind.BOILERPLATE, "جميع الحقوق محفوظة © 2026"),
    (Kind.BOILERPLATE, "सर्वाधिकार सुरक्षित"),
)
SENTENCES = (
    "Share prices fell on Monday",
    "Follow-up talks are planned",
    "Home owners met in May",
    "Sports clubs asked for money",
    "Watch makers met in Millstone",
    "Latest figures show a rise",
    "Comments by the mayor were heard",
    "Photos of the ferry hang there",
    "5 photos of the ferry hang there",
    "X marks the place where it sank",
    "Telegram sagte dazu nichts",
    "Teilen wollten sie sich die Arbeit",
    "Chia sẻ với phóng viên, bà Lữ nói",
    "Theo dõi giá lúa là việc của ông",
    "Suivre le fleuve prend deux jours",
    "Compartir la barca cuesta dos coronas",
    "Главное в паромах — это люди",
    "Поделиться лодкой он не хотел",
    "共享单车在城里很多",
    "記事を書いた人が来た",
    "공유 자전거가 늘었다",
)
LOOSE = frozenset((Kind.CREDIT, Kind.BYLINE, Kind.ATTRIBUTION, Kind.STAMP))
"""Words such as "Photos" and "By" begin sentences, too; their rules ask for more than the phrase."""


@pytest.mark.parametrize(("kind", "line"), LINES)
def test_a_line_that_sites_write_is_known(kind: Kind, line: str) -> None:
    assert Looks(line).opens(kind)


@pytest.mark.parametrize("line", SENTENCES)
def test_a_word_that_begins_a_sentence_counts_only_alone(line: str) -> None:
    assert set(Looks(line).openings) <= LOOSE
