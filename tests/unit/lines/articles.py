"""Made-up articles of several languages: running text for tests to put dirt around."""

from __future__ import annotations

VI_TITLE = "Lam Giang mở lại bến phà sau ba năm sửa chữa"
VI = (
    "Sáng 12/4, thành phố Lam Giang chính thức mở lại bến phà Cửa Đông sau ba năm đóng cửa để sửa chữa, đưa bốn chuyến phà mỗi giờ trở lại phục vụ người dân hai bờ sông.",
    "Ông Trịnh Quốc Bảo, giám đốc bến phà, cho biết hai chiếc phà mới có thể chở 60 xe máy và hơn 200 hành khách mỗi chuyến, gấp đôi so với những chiếc phà cũ.",
    "Trong ba năm qua, người dân phường Cửa Đông phải đi vòng gần 20 cây số qua cầu Thạch Môn để sang bờ bên kia, nhiều tiểu thương đã phải bỏ chợ vì chi phí đi lại quá cao.",
    "“Hôm nay tôi dậy từ ba giờ sáng để đi chuyến phà đầu tiên, vui như ngày tết”, bà Phan Thị Lữ, người bán rau ở chợ Cửa Đông, nói khi bước xuống bến phà.",
    "Theo ông Bảo, điều quan trọng nhất là an toàn, vì thế mỗi chuyến phà đều có hai nhân viên cứu hộ và đủ áo phao cho tất cả hành khách trên sông.",
    "Thành phố dự kiến miễn phí vé phà trong tháng đầu tiên, sau đó giá vé cho mỗi người đi bộ là 3.000 đồng và cho mỗi xe máy là 5.000 đồng một lượt.",
    "Bến phà Cửa Đông được xây dựng từ năm 1962 và từng là tuyến giao thông chính của Lam Giang trước khi cầu Thạch Môn được khánh thành.",
)
EN_TITLE = "Harrowgate reopens its ferry after three years of repairs"
EN = (
    "The city of Harrowgate reopened its old river ferry on Saturday after three years of repairs, bringing back four crossings an hour for people on both banks.",
    "Thomas Birch, who runs the ferry, said the two new boats can carry sixty bicycles and more than two hundred passengers each, twice as many as the old boats did.",
    "For three years people on the eastern bank had to take the long road over the bridge at Millstone, and many traders gave up their stalls because the journey cost too much.",
    "“I got up at three this morning to be on the first ferry,” said Martha Quill, who sells vegetables at the market, as she stepped down to the river.",
    "According to Mr Birch, safety matters most, which is why two lifeguards are on board of every ferry and there are life jackets for all passengers.",
    "The city will charge nothing for the ferry in the first month; after that a crossing costs one crown for people on foot and two crowns for bicycles.",
    "The ferry was first opened in 1962 and was the main way across the river until the bridge at Millstone was built.",
)
DE_TITLE = "Altdorf eröffnet die Fähre nach drei Jahren wieder"
DE = (
    "Die Stadt Altdorf hat am Samstag ihre alte Flussfähre nach drei Jahren Reparatur wieder eröffnet, vier Überfahrten in der Stunde verbinden nun wieder beide Ufer.",
    "Thomas Birkner, der die Fähre leitet, sagte, die beiden neuen Boote könnten sechzig Fahrräder und mehr als zweihundert Fahrgäste befördern, doppelt so viele wie die alten.",
    "Drei Jahre lang mussten die Menschen am östlichen Ufer den langen Weg über die Brücke bei Mühlstein nehmen, viele Händler gaben ihre Stände auf, weil die Fahrt zu teuer war.",
    "„Ich bin um drei Uhr aufgestanden, um auf der ersten Fähre zu sein“, sagte Martha Quell, die auf dem Markt Gemüse verkauft, als sie zum Fluss hinunterging.",
    "Nach Angaben von Birkner ist die Sicherheit am wichtigsten, deshalb sind auf jeder Fähre zwei Rettungsschwimmer und Schwimmwesten für alle Fahrgäste an Bord.",
    "Im ersten Monat kostet die Fähre nichts, danach zahlen Fußgänger einen Taler für die Überfahrt und Radfahrer zwei Taler.",
)
JA_TITLE = "青浜市の渡し船、三年ぶりに運航を再開"
JA = (
    "青浜市は土曜日、三年間の修理を終えた渡し船の運航を再開した。両岸を結ぶ便は一時間に四本で、早朝から多くの市民が乗り場に並んだ。",
    "渡し船を運営する青木太一さんによると、新しい船は自転車六十台と乗客二百人以上を運ぶことができ、これまでの船の二倍にあたるという。",
    "この三年間、東岸の住民は石臼橋を通って遠回りしなければならず、交通費がかさむため市場の店をたたんだ商人も多かった。",
    "「最初の船に乗りたくて、今朝は三時に起きました」と市場で野菜を売る森野花子さんは笑顔で話した。",
    "青木さんは、安全が最も大切だと強調した。すべての便に救助員が二人乗り、乗客全員分の救命胴衣を備えている。",
    "最初の一か月は無料で、その後は歩行者が百円、自転車が二百円になる。市は年間で五十万人の利用を見込んでいる。",
)
RU_TITLE = "В Новоречье после ремонта снова открыли паром"
RU = (
    "Власти Новоречья в субботу открыли старую паромную переправу после трёх лет ремонта, теперь между берегами снова ходят четыре парома в час.",
    "Директор переправы Тимофей Берёзкин рассказал, что два новых парома могут перевозить шестьдесят велосипедов и более двухсот пассажиров, вдвое больше прежних.",
    "Три года жители восточного берега ездили в объезд через мост у Каменки, и многие торговцы оставили рынок, потому что дорога стоила слишком дорого.",
    "«Сегодня я встала в три часа утра, чтобы успеть на первый паром», — сказала Марфа Кузьмина, которая продаёт на рынке овощи.",
    "По словам Берёзкина, важнее всего безопасность, поэтому на каждом пароме дежурят два спасателя и есть жилеты для всех пассажиров.",
    "Первый месяц паром будет бесплатным, потом переправа обойдётся пешеходам в двадцать рублей, а велосипедистам в сорок рублей.",
)
FR_TITLE = "Villeneuve rouvre son bac après trois ans de travaux"
FR = (
    "La ville de Villeneuve a rouvert samedi son vieux bac après trois ans de travaux, quatre traversées par heure relient de nouveau les deux rives du fleuve.",
    "Thomas Boulay, qui dirige le bac, a expliqué que les deux nouveaux bateaux peuvent porter soixante vélos et plus de deux cents passagers, deux fois plus que les anciens.",
    "Pendant trois ans, les habitants de la rive est ont dû passer par le pont de Meulière, et beaucoup de marchands ont quitté le marché parce que le trajet coûtait trop cher.",
    "« Je me suis levée à trois heures pour prendre le premier bac », a raconté Marthe Quillet, qui vend des légumes au marché, en descendant vers le fleuve.",
    "Selon Thomas Boulay, la sécurité compte avant tout, c'est pourquoi deux sauveteurs sont à bord de chaque bac avec des gilets pour tous les passagers.",
    "Le bac sera gratuit le premier mois, ensuite la traversée coûtera un écu pour les piétons et deux écus pour les vélos.",
)
ARTICLES = (
    (VI_TITLE, VI),
    (EN_TITLE, EN),
    (DE_TITLE, DE),
    (JA_TITLE, JA),
    (RU_TITLE, RU),
    (FR_TITLE, FR),
)
HEADS = {
    VI_TITLE: ("Trang chủ", "Thời sự", "Đăng nhập", "Thứ bảy, 12/04/2026"),
    EN_TITLE: ("Home", "News", "Region", "Sign in", "Menu"),
}
TAILS = {
    VI_TITLE: (
        "Chia sẻ bài viết",
        "Gửi bình luận",
        "Tin liên quan",
        "Phước Tân khởi công cầu mới qua sông Xanh",
        "Giá lúa Trà Lĩnh tăng lên mức cao nhất",
        "Quảng cáo",
    ),
    EN_TITLE: (
        "Share",
        "Follow us",
        "Related news:",
        "Millstone gets a second bridge",
        "Price of fish falls again in Harrowgate market",
        "Most read",
        "Advertisement",
    ),
}
"""What a site puts above and under its articles."""


def within(title: str, place: int, *lines: str) -> list[str]:
    """An article without dirt, with these lines before its paragraph number ``place``."""
    body = dict(ARTICLES)[title]
    return [title, *body[:place], *lines, *body[place:]]


def scraped(title: str, place: int, *lines: str) -> list[str]:
    """The same with the site around it."""
    return [*HEADS[title], *within(title, place, *lines), *TAILS[title]]
