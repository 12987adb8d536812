"""Close languages, which detectors confuse: told apart by their own words and letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from service.enrich.language.script import main_script

TWINS: tuple[frozenset[str], ...] = (
    frozenset(("hr", "bs", "sr")),
    frozenset(("id", "ms")),
)
"""No detector separates these by itself (of Serbian, in Latin script)."""
_CLOSE: tuple[frozenset[str], ...] = (
    *TWINS,
    frozenset(("nb", "nn", "da")),
    frozenset(("sr", "mk", "bg")),
    frozenset(("zh", "yue", "wuu")),
    frozenset(("pt", "gl", "es", "ca", "oc", "an", "ext")),
    frozenset(("cs", "sk")),
    frozenset(("ru", "uk", "be", "bg")),
    frozenset(("fa", "ps", "ur", "ku", "ckb")),
    frozenset(("zu", "xh", "nr", "ss")),
    frozenset(("st", "nso", "tn")),
    frozenset(("rw", "rn")),
    frozenset(("nl", "af", "fy", "lb", "li")),
    frozenset(("tr", "az", "crh", "tk", "uz")),
    frozenset(("tt", "ba", "kk", "ky")),
    frozenset(("hi", "mr", "ne", "sa", "bho", "mai")),
    frozenset(("id", "ms", "jv", "su")),
    frozenset(("fil", "ceb", "bcl", "war", "ilo")),
    frozenset(("am", "ti")),
    frozenset(("en", "sco", "pcm")),
    frozenset(("it", "co", "scn", "vec", "lij")),
    frozenset(("fr", "oc", "wa", "gcf", "gcr", "ht")),
    frozenset(("bo", "dz")),
    frozenset(("fo", "is")),
    frozenset(("ga", "gd")),
)

_WORDS: Mapping[str, str] = {
    "sr": """
        mlek* vreme vremen* posle gde ovde negde svuda pre deca dece deci reč reči rečima svet svetu
        sveta svetsk* uvek mesto mesta mestu mestima dve cena cene cenu cenama reka reke reku videti
        videli želeti vrednost* izvešta* savet* obavešt* zahtev* primer primera sledeć* ponedelj*
        nedelj* sreda sredu srede sednic* takođe bezbednost* vazduh* uslov* opštin* opšt* avgust*
        saopšt* vest vesti vešta* razume* verovat* povređen* nesreć* delo dela deo belo lepo obezbed*
        rešenj* poslednj* pesm* pesnik* telo tela mera mere merama promen* ocen* sneg snega leto leta
        umesto istorij* nauk* avion* sunc* voz vozov* hleb* pozoriš*
        """,
    "hr": """
        tisuć* tko netko nitko svatko tjedan tjedn* siječnj* veljač* ožujk* travnj* svibnj* lipnj*
        srpnj* kolovoz* rujn* listopad* studenog* prosinc* priopć* sveučiliš* vlak* kruh* glazb*
        nogomet* zrakoplov* tvornic* uvjet* unatoč izvješć* sustav* županij* veleposlan* povijest*
        kazališ* europ* točn* točk* obitelj* udrug* glede djelatnik* skladatelj* ravnatelj* odvjetni*
        proračun* natječaj* mirovin* žariš* okoliš* uporab* utjec* iznimn* zasigurno knjižnic*
        """,
    "bs": """
        saopć* historij* kanton* sedmic* august* lahk* mehk* općenit* entitet* bošnja* hercegov*
        """,
    "hr bs": """
        mlijek* vrijeme* poslije gdje ovdje negdje prije djec* riječ* svijet* uvijek mjest* dvije
        cijen* rijek* vidje* želje* vrijednost* izvješta* savjet* obavijest* obavješt* zahtjev*
        primjer* sljedeć* ponedjelj* nedjelj* srijed* sjednic* također sigurnos* zrak* općin* vijest*
        vijeć* razumje* vjerova* ozlijeđ* povrijeđ* nesreć* djel* dio bijel* lijep* rješenj* posljednj*
        pjesm* pjesnik* tijelo mjer* promjen* ocjen* snijeg* ljet* umjesto
        """,
    "bs sr": """
        evrop* hiljad* januar* februar* juna jula septemb* oktob* novemb* decemb* tačn* tačk* ko neko
        niko šta fudbal* muzik* univerzitet* fabri* porodic* penzij* advokat* direktor* bibliotek*
        saradnj* sistem* hemij*
        """,
    "id": """
        karena bahwa bisa uang kantor mobil polisi perusahaan provinsi kabupaten kecamatan gubernur
        walikota saat senin selasa jumat sabtu minggu februari maret juni juli agustus desember warga
        triliun miliar setelah korban pria siswa mahasiswa universitas kualitas layanan proyek
        olahraga delapan tim yaitu pemerintah pihaknya kemarin jaksa pengadilan rabu kamis wib
        sebesar tutur kapolres kendaraan petugas kebijakan pekan wartawan listrik komunitas aktivitas
        fasilitas kelurahan dinas
        """,
    "ms": """
        kerana bahawa wang pejabat kereta polis hospital syarikat beliau mahkamah kerajaan daripada
        iaitu ialah isnin khamis jumaat ahad mac jun julai ogos disember bilion selepas manakala
        mangsa lelaki pelajar universiti kualiti perkhidmatan projek sukan lapan maklumat pasukan
        semasa dijangka parlimen kementerian komuniti aktiviti fasiliti kemudahan pengerusi
        setiausaha jabatan
        """,
}
"""Words that the press of these languages uses and that of their twins does not, or seldom;
``*`` stands for any ending."""
_MARGIN = 2
"""So many words more than the twin's settle it."""
_TOKEN = re.compile(r"[^\W\d_]+")

_SORANI = re.compile("[ۆێڕڵە]")
_HAN = re.compile("[\u3400-\u9fff]")
_CANTONESE = re.compile("[嘅咗唔佢喺嚟冇啲嗰哋嘢乜睇噉]")
_CANTONESE_SHARE = 0.03
"""Written Cantonese has twice that, standard Chinese with a quote in it less."""

_ALPHABETS: Mapping[str, str] = {
    "sr": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџшѐѝ",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюяѝ",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
}
"""Where two of these are in question, the one that has all the text's letters is right."""
_FOREIGN = 0.01
"""Share of letters outside an alphabet that names and quotes may bring."""


def are_close(one: str, other: str) -> bool:
    """Say whether detectors confuse two languages."""
    return one == other or any(one in group and other in group for group in _CLOSE)


def twins_of(language: str, text: str) -> frozenset[str]:
    """Give the languages no detector tells from this one in Latin script; itself among them."""
    group = next((group for group in TWINS if language in group), frozenset[str]())
    return group if group and main_script(text, language) == "Latn" else frozenset()


def by_words(text: str, twins: Iterable[str]) -> str | None:
    """Tell twins apart by words of their own.

    Args:
        text: A sample, as written.
        twins: One of ``TWINS``.

    Returns:
        The language; None where its words do not outnumber the next one's by far enough.
    """
    tokens = Counter(_TOKEN.findall(text.lower()))
    counted: Counter[str] = Counter(dict.fromkeys(twins, 0))
    for token, count in tokens.items():
        for language in _languages_of(token):
            if language in counted:
                counted[language] += min(count, _MARGIN)
    (best, most), (_, next_) = counted.most_common(2)
    return best if most - next_ >= _MARGIN else None


def is_cantonese(text: str) -> bool:
    """Say whether Chinese is written as it is spoken in Hong Kong, which detectors call Chinese."""
    own = len(_CANTONESE.findall(text))
    return own > len(_HAN.findall(text)) * _CANTONESE_SHARE


def is_sorani(text: str) -> bool:
    """Say whether a text in Arabic script has the vowels that only Central Kurdish writes."""
    return len(_SORANI.findall(text)) >= _MARGIN


def by_letters(text: str, one: str, other: str) -> str | None:
    """Tell two languages in Cyrillic apart by their alphabets.

    Returns:
        The one whose alphabet has the text's letters where the other's has not.
    """
    fits = [language for language in (one, other) if _fits(text, language)]
    return fits[0] if len(fits) == 1 and one in _ALPHABETS and other in _ALPHABETS else None


def _fits(text: str, language: str) -> bool:
    alphabet = frozenset(_ALPHABETS.get(language, ""))
    letters = [letter for letter in text.lower() if "\u0400" <= letter <= "\u04ff"]
    foreign = sum(letter not in alphabet for letter in letters)
    return foreign <= len(letters) * _FOREIGN


def _languages_of(token: str) -> tuple[str, ...]:
    whole, stems = _tables()
    found = whole.get(token, ())
    for end in range(3, len(token) + 1):
        found += stems.get(token[:end], ())
    return found


@cache
def _tables() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    whole: dict[str, tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    for languages, words in _WORDS.items():
        for word in dict.fromkeys(words.split()):
            table, key = (stems, word[:-1]) if word.endswith("*") else (whole, word)
            table[key] = (*table.get(key, ()), *languages.split())
    return whole, stems
