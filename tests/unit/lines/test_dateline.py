from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.clean.lines.dateline import split_dateline, without_end_mark

GLUED = (
    # what is split off, the outlet it names, the paragraph behind it
    ("VOV.VN - ", "VOV.VN", "Sáng nay, hội đồng họp phiên đầu tiên."),
    ("(Báo Mẫu) - ", "Báo Mẫu", "Sáng nay, hội đồng họp phiên đầu tiên."),
    ("(Ngày Mới) – ", "Ngày Mới", "Sáng nay, hội đồng họp phiên đầu tiên."),
    ("LAM GIANG (Thông tấn xã Lam Giang) - ", "Thông tấn xã Lam Giang", "Hội đồng họp."),
    ("Vĩnh Châu Đông (TTLG) – ", "TTLG", "Hội đồng họp phiên đầu tiên."),
    ("Phước Tân, 14/2 (TTLG) - ", "TTLG", "Hội đồng họp phiên đầu tiên."),
    ("baomau.example - ", "baomau.example", "Hội đồng họp phiên đầu tiên."),
    ("HARROWGATE, Nov 3 (Newswire) - ", "Newswire", "The council met on Monday."),
    ("HARROWGATE (Newswire) — ", "Newswire", "The council met on Monday."),
    ("HARROWGATE, Ohio (NW) -- ", "NW", "The council met on Monday."),
    ("Harrowgate, Nov 3 (Newswire) - ", "Newswire", "The council met on Monday."),
    ("NEW HARROW — ", None, "The council met on Monday."),
    ("HARROWGATE – ", None, "The council met on Monday."),
    ("Harrowgate – (NW): ", "NW", "The council met on Monday."),
    ("Harrowgate -- ", None, "The council met on Monday."),
    ("BERLIN (nwd) - ", "nwd", "Der Rat hat am Montag getagt."),
    ("Neustadt/Altdorf (nwd) – ", "nwd", "Der Rat hat am Montag getagt."),
    ("Neustadt an der Aue (nwd) - ", "nwd", "Der Rat hat am Montag getagt."),
    ("WIEN (NWA) – ", "NWA", "Der Rat hat am Montag getagt."),
    ("PARIS (AGM) - ", "AGM", "Le conseil s'est réuni lundi."),
    ("Villeneuve (Agence Mer) – ", "Agence Mer", "Le conseil s'est réuni lundi."),
    ("LYON, 3 nov (Agence Mer) - ", "Agence Mer", "Le conseil s'est réuni lundi."),
    ("Villanueva, 3 nov. (AGENCIA SUR) - ", "AGENCIA SUR", "El consejo se reunió el lunes."),
    ("(TTLG) - ", "TTLG", "UBND thành phố Lam Giang họp sáng nay."),
    ("BRUSSELS (AGM) - ", "AGM", "NATO ministers met on Monday."),
    ("VOV.VN - ", "VOV.VN", "HĐND tỉnh họp sáng nay."),
    ("ROMA (NOVAX) - ", "NOVAX", "Il consiglio si è riunito lunedì."),
    ("SÃO BENTO (Agência Rio) - ", "Agência Rio", "O conselho reuniu-se na segunda-feira."),
    ("Porto Novo, 03 nov 2026 (Lusofonia) – ", "Lusofonia", "O conselho reuniu-se."),
    ("AMSTERDAM (ANQ) - ", "ANQ", "De raad kwam maandag bijeen."),
    ("STOCKHOLM (TTX) – ", "TTX", "Rådet möttes på måndagen."),
    ("OSLO – (NTBX): ", "NTBX", "Rådet møttes mandag."),
    ("KØBENHAVN (Ritz) - ", "Ritz", "Rådet mødtes mandag."),
    ("HELSINKI (STTX) — ", "STTX", "Neuvosto kokoontui maanantaina."),
    ("WARSZAWA (PAPX) - ", "PAPX", "Rada zebrała się w poniedziałek."),
    ("PRAHA (ČTX) – ", "ČTX", "Rada se sešla v pondělí."),
    ("BUDAPEST (MTIX) - ", "MTIX", "A tanács hétfőn ülésezett."),
    ("BUCUREȘTI (Agerx) - ", "Agerx", "Consiliul s-a întrunit luni."),
    ("НОВГОРОД, 3 ноября. /ТАСК/. ", None, "Совет собрался в понедельник."),
    ("Новгород (АВ) — ", "АВ", "Совет собрался в понедельник."),
    ("КИЇВ (Інтервісті) – ", "Інтервісті", "Рада зібралася в понеділок."),
    ("Αθήνα (ΑΠΕΞ) - ", "ΑΠΕΞ", "Το συμβούλιο συνεδρίασε."),
    ("ANKARA (AAX) - ", "AAX", "Meclis pazartesi günü toplandı."),
    ("İZMİR, 3 Kasım (AAX) – ", "AAX", "Meclis pazartesi günü toplandı."),
    ("JAKARTA, KABAR.example - ", "KABAR.example", "Dewan bertemu pada hari Senin."),
    ("Jakarta (KBR) - ", "KBR", "Dewan bertemu pada hari Senin."),
    ("新河社临江11月3日电 ", None, "理事会周一开会。"),
    ("【新河時報】", None, "理事會週一開會，討論預算。"),
    ("【東京＝青浜】", "青浜", "評議会は月曜日に開かれた。"),
    ("[물안=산들일보] ", "산들일보", "의회가 월요일에 열렸다."),
    ("القاهرة (وكالة الأفق) - ", "وكالة الأفق", "اجتمع المجلس يوم الاثنين."),
    ("नई दिल्ली (वार्तालाप) - ", "वार्तालाप", "परिषद की बैठक सोमवार को हुई।"),
    ("เมืองใหม่ (สำนักข่าว) – ", "สำนักข่าว", "สภาประชุมเมื่อวันจันทร์"),
    ("PORT ELLEN, Nov. 3 – ", None, "The council met on Monday."),
    ("VILLANUEVA, 3 nov. – ", None, "El consejo se reunió el lunes."),
    ("新河社临江11月3日电（记者李明）", None, "理事会周一开会。"),
    ("新河社临江11月3日电 （记者李明）", None, "理事会周一开会。"),
    ("Villanueva, 3 nov (Agencia Sur).- ", "Agencia Sur", "El consejo se reunió el lunes."),
    ("VILLANUEVA.- ", None, "El consejo se reunió el lunes."),
    ("НОВГОРОД, 3 ноя — АИ Вести. ", "АИ Вести", "Совет собрался в понедельник."),
    ("КИЇВ. 3 листопада (Інтервісті) – ", "Інтервісті", "Рада зібралася в понеділок."),
    ("NEUSTADT, 3. November (nwd) - ", "nwd", "Der Rat hat am Montag getagt."),
    ("中央社台北3日電 ", None, "理事會週一開會。"),
    ("（新河社臨江3日電）", None, "理事會週一開會。"),
    ("本报讯（记者 李明）", None, "理事会周一开会。"),
    ("本报临江11月3日讯 ", None, "理事会周一开会。"),
    ("(물안=산들) 홍길동 기자 = ", "산들", "의회가 월요일에 열렸다."),
    ("[물안=산들일보] 홍길동 기자 = ", "산들일보", "의회가 월요일에 열렸다."),
    ("OSLO (NTBX): ", "NTBX", "Rådet møttes mandag."),
)
SENTENCES = (
    "Nga - Mỹ họp bàn về hạt nhân vào sáng thứ hai.",
    "EU - Việt Nam ký thỏa thuận mới về thương mại.",
    "Hà Nội - TP Hồ Chí Minh là tuyến đường bận nhất.",
    "TP HCM - Đà Lạt mở lại đường bay.",
    "GDP - CPI đều tăng trong quý ba.",
    "MU - Liverpool: Trận đấu được chờ đợi.",
    "Giá vàng – điều ai cũng biết – đã tăng.",
    "- Anh đi đâu đấy? – tôi hỏi.",
    "– Tôi không biết, cô ấy nói.",
    "5/3/2026 - Hội nghị bắt đầu.",
    "Paris – a city of light – was dark on Monday.",
    "NATO - Russia talks began on Monday.",
    "The winner – a farmer (62) – was surprised.",
    "The mayor (an independent) – who took office in May – resigned.",
    "2024 – 2025 was a good season.",
    "3-1 – that is how it ended on Monday.",
    "Q - What happened on Monday?",
    "[1] The first footnote of the text.",
    "14:05 – Der Zug fährt ein.",
    "Der Bürgermeister – ein Bauer – trat zurück.",
    "— Je ne sais pas, dit-elle.",
    "Le maire (PS) – élu en mai – démissionne.",
    "Real Villanueva - Atlético Sur acabó en empate.",
    "La ciudad —la más grande del país— amaneció sin luz.",
    "Il sindaco — eletto a maggio — si è dimesso.",
    "Москва — столица России.",
    "«Нет» — сказал он в понедельник.",
    "Мэр — человек занятой, говорят соседи.",
    '"NO" – that was all he said on Monday.',
    "市長は「反対」――そう言い残して席を立った。",
)
LIKE_DATELINES = (
    "Spieler (FC Neustadt): Er traf dreimal am Samstag.",
    "本报的读者来信很多，编辑部感谢大家。",
    "НОВГОРОД, 3 ноя — так подписано фото. Его нашли в архиве.",
    "Spain (Group F): 11th – the team has won four of five.",
    "Ông An (62 tuổi) - người trồng lúa - nói rằng năm nay mất mùa.",
    "Bà Lan (Hà Nội) - chủ quán phở - cho biết giá tăng.",
    "Der Bürgermeister (62) – ein Bauer – trat zurück.",
    "John Smith (R-Ohio) — who voted against — resigned.",
    "10.30 - Hội nghị bắt đầu.",
    "COVID-19 – what we know so far.",
    "USA – China: trade talks resume.",
    "A – B – C are the steps.",
    "U23 LAM GIANG - PHƯỚC TÂN: Trận đấu được chờ đợi.",
    "[Ho] was the first to come, he said.",
    "【注意】本文较长，请分段阅读。",
)
TAKEN_WRONGLY = (
    ("Peter Müller (CDU) – Bürgermeister seit 2019 – trat zurück.", "a party for an outlet"),
)


@pytest.mark.parametrize(("prefix", "outlet", "rest"), GLUED, ids=[row[0] for row in GLUED])
def test_a_dateline_is_split_off_and_its_outlet_named(
    prefix: str, outlet: str | None, rest: str
) -> None:
    found = split_dateline(prefix + rest)
    assert found is not None
    assert (found.text, found.outlet) == (prefix, outlet)


@pytest.mark.parametrize("line", [*SENTENCES, *LIKE_DATELINES])
def test_a_sentence_that_begins_like_a_dateline_stays(line: str) -> None:
    assert split_dateline(line) is None


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(line, marks=pytest.mark.xfail(strict=True, reason=why))
        for line, why in TAKEN_WRONGLY
    ],
)
def test_a_sentence_that_begins_much_like_a_dateline_stays(line: str) -> None:
    assert split_dateline(line) is None


def test_a_reporter_in_brackets_is_no_outlet() -> None:
    found = split_dateline("新河社临江11月3日电（记者李明）理事会周一开会。")
    assert found is not None
    assert found.outlet is None


@pytest.mark.parametrize(
    "prefix", [row[0] for row in GLUED if row[0][-1] == " " and ":" not in row[0]]
)
def test_a_dateline_alone_on_its_line_is_not_glued_to_anything(prefix: str) -> None:
    assert split_dateline(prefix.strip()) is None


def test_a_dateline_far_in_a_line_is_none() -> None:
    assert split_dateline("x" * 100 + " (Báo Mẫu) - Hội đồng họp.") is None


@given(st.text(min_size=1))
def test_what_is_split_off_stood_at_the_beginning_and_leaves_something(line: str) -> None:
    found = split_dateline(line)
    assert found is None or (line.startswith(found.text) and len(found.text) < len(line))


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("Hội nghị kết thúc chiều nay./.", "Hội nghị kết thúc chiều nay."),
        ("Hội nghị kết thúc chiều nay.//", "Hội nghị kết thúc chiều nay."),
        ("Hội nghị kết thúc chiều nay ./.", "Hội nghị kết thúc chiều nay ."),
        ("Hội nghị kết thúc chiều nay/.", "Hội nghị kết thúc chiều nay"),
        ("“Chúng tôi đã xong.”/.", "“Chúng tôi đã xong.”"),
        ("The council will meet again. ■", "The council will meet again."),
        ("The council will meet again.◆", "The council will meet again."),
        ("The council will meet again. ###", "The council will meet again."),
        ("The council will meet again. -30-", "The council will meet again."),
        ("評議会は月曜日に開かれた (了)", "評議会は月曜日に開かれた (了)"),
        ("Read it at https://a.example/", "Read it at https://a.example/"),
        ("He was born in 1930 -30-", "He was born in 1930 -30-"),
        ("and/or", "and/or"),
        ("The council will meet again.", "The council will meet again."),
    ],
)
def test_only_a_mark_that_says_that_the_text_is_over_is_taken_off(line: str, bare: str) -> None:
    assert without_end_mark(line) == bare


def test_of_several_end_marks_all_are_taken_off() -> None:
    assert without_end_mark("Hội nghị kết thúc./. ■") == "Hội nghị kết thúc."
