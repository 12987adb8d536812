from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.clean.credit import bare_credit, split_credit


@pytest.mark.parametrize(
    ("line", "text", "credit"),
    [
        (
            "Ông Mevlut Cavusoglu - Ngoại trưởng Thổ Nhĩ Kỳ. Ảnh: AMN",
            "Ông Mevlut Cavusoglu - Ngoại trưởng Thổ Nhĩ Kỳ.",
            "AMN",
        ),
        ("Dân thường ở Aleppo. Ảnh: ABC News.", "Dân thường ở Aleppo.", "ABC News"),
        ("Cây cầu mới bên sông. (Ảnh: Phương Anh)", "Cây cầu mới bên sông.", "Phương Anh"),
        (
            "Cây cầu mới bên sông (Ảnh: Phương Anh/TTXVN).",
            "Cây cầu mới bên sông",
            "Phương Anh/TTXVN",
        ),
        ("Khu chợ sau cơn lũ. Ảnh: Nhân vật cung cấp", "Khu chợ sau cơn lũ.", "Nhân vật cung cấp"),
        ("Khu chợ sau cơn lũ Ảnh: Minh Tú", "Khu chợ sau cơn lũ", "Minh Tú"),
        (
            "The old mill at dawn. Photograph: Jane Doe/The Example",
            "The old mill at dawn.",
            "Jane Doe/The Example",
        ),
        ("The old mill at dawn. Photo by Jane Doe", "The old mill at dawn.", "Jane Doe"),
        (
            "The old mill at dawn. (Photo by Jane Doe/Getty Images)",
            "The old mill at dawn.",
            "Jane Doe/Getty Images",
        ),
        (
            "The mill, seen on March 12. (AP Photo/Jane Doe)",
            "The mill, seen on March 12.",
            "AP Photo/Jane Doe",
        ),
        (
            "The mill, seen on March 12. (Jane Doe/Example News)",
            "The mill, seen on March 12.",
            "Jane Doe/Example News",
        ),
        (
            "The mill, seen on March 12. REUTERS/Jane Doe",
            "The mill, seen on March 12.",
            "REUTERS/Jane Doe",
        ),
        (
            "The mill, seen on March 12. Jane Doe/Getty Images",
            "The mill, seen on March 12.",
            "Jane Doe/Getty Images",
        ),
        (
            "The mill on Monday. Example Inc via Getty Images",
            "The mill on Monday.",
            "Example Inc via Getty Images",
        ),
        ("Die Mühle im Herbst (Foto: dpa)", "Die Mühle im Herbst", "dpa"),
        ("Die Mühle im Herbst (Foto dpa)", "Die Mühle im Herbst", "dpa"),
        ("Die Mühle im Herbst. FOTO: dpa", "Die Mühle im Herbst.", "dpa"),
        ("Die Mühle im Herbst. Foto: privat", "Die Mühle im Herbst.", "privat"),
        ("Die Mühle im Herbst. © Max Muster/dpa", "Die Mühle im Herbst.", "Max Muster/dpa"),
        (
            "Die Mühle im Herbst | Bild: picture alliance/Beispiel",
            "Die Mühle im Herbst",
            "picture alliance/Beispiel",
        ),
        ("Kvarnen i gryningen. Foto: Anna Ek/TT", "Kvarnen i gryningen.", "Anna Ek/TT"),
        (
            "Le moulin à l'aube. Crédit photo : Jeanne Dupont",
            "Le moulin à l'aube.",
            "Jeanne Dupont",
        ),
        ("El molino al alba. Foto: Ana Ruiz / EFE", "El molino al alba.", "Ana Ruiz / EFE"),
        (
            "Мельница на рассвете. Фото: Иван Петров / ТАСС",
            "Мельница на рассвете.",
            "Иван Петров / ТАСС",
        ),
        ("夜明けの水車小屋＝写真＝山田太郎", "夜明けの水車小屋", "山田太郎"),
        ("夜明けの水車小屋（写真：共同）", "夜明けの水車小屋", "共同"),
        ("清晨的水磨坊。图/新华社", "清晨的水磨坊。", "新华社"),
        ("清晨的水磨坊。新华社记者 李明 摄", "清晨的水磨坊。", "新华社记者 李明"),
        ("清晨的水磨坊（李明 摄）", "清晨的水磨坊", "李明"),
        ("새벽의 물레방앗간. 사진=홍길동 기자", "새벽의 물레방앗간.", "홍길동 기자"),
        ("الطاحونة عند الفجر. تصوير: أحمد علي", "الطاحونة عند الفجر.", "أحمد علي"),
        ("Photo: Jane Doe / Example Agency", "", "Jane Doe / Example Agency"),
        ("Getty Images/Jane Doe", "", "Getty Images/Jane Doe"),
        ("© Beispiel Verlag", "", "Beispiel Verlag"),
        ("(Ảnh: Phương Anh)", "", "Phương Anh"),
    ],
)
def test_a_credit_is_split_off(line: str, text: str, credit: str) -> None:
    assert split_credit(line) == (text, credit)


@pytest.mark.parametrize(
    "line",
    [
        "The old mill at dawn.",
        "Photos from the mill were shown to the visitors on Monday.",
        "The photo shows the mill, which burnt down in 1911.",
        "She sent him one photo: nothing came of it.",
        "Video: How the mill was saved from the flood in the end",
        "Photo: A man walks past the old mill in the centre of the town on Monday morning.",
        "Er zeigte ein Foto: niemand wollte es sehen.",
        "Source of the river: the hills above the mill. The town lies below.",
        "Anna Ek (links) und Max Muster (rechts)",
        "Max Muster (SPD)",
        "Members of the Associated Press (AP)",
        "The deal was made by lawyers and/or bankers.",
        "Theo ông Nam, điều quan trọng là ảnh hưởng của cơn lũ.",
        "Ảnh hưởng của cơn lũ còn kéo dài.",
        "写真を見る人々。",
        "图为清晨的水磨坊。",
        "他在拍摄",
        "The old mill. Photo: Jane Doe. She left",
        "He reads the paper on the AP. It is a good paper",
        "",
    ],
)
def test_a_line_without_a_credit_is_untouched(line: str) -> None:
    assert split_credit(line) == (line, None)


@pytest.mark.parametrize(
    ("element", "credit"),
    [
        ("(Photo: Jane Doe)", "Jane Doe"),
        ("© Max Muster / dpa", "Max Muster / dpa"),
        ("Foto: LISA MUSTER", "LISA MUSTER"),
        ("Getty Images/Muster", "Getty Images/Muster"),
        ("Bildrechte: Beispielfunk", "Beispielfunk"),
        ("Foto:", None),
        (" ", None),
        ("x" * 500, None),
    ],
)
def test_an_element_of_its_own_is_a_credit_without_its_word(
    element: str, credit: str | None
) -> None:
    assert bare_credit(element) == credit


@given(st.text())
def test_nothing_is_invented(line: str) -> None:
    text, credit = split_credit(line)
    assert line.startswith(text)
    assert credit is None or (credit and credit in line)


def test_only_the_end_of_a_long_line_is_looked_at() -> None:
    line = "Photo: Jane Doe. " + "The mill is old and grey. " * 50
    assert split_credit(line) == (line, None)
