from __future__ import annotations

import random
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.enrich.near import PLACES, near_fingerprint, similarity
from service.enrich.words import words_of
from tests.unit.lines.articles import DE, EN, JA, VI


def near(*paragraphs: str) -> str:
    made = near_fingerprint(words_of("\n\n".join(paragraphs)))
    assert made
    return made


def shares(one: str, other: str) -> float:
    """The Jaccard index itself, of texts of words and single spaces."""
    sets = [
        {tuple(words[n : n + 4]) for n in range(len(words) - 3)}
        for words in (one.split(), other.split())
    ]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def test_the_recipe_is_the_one_that_is_published() -> None:
    # Worked out by hand from the module's docstring, with Python's integers alone.
    made = near_fingerprint(words_of("The ferry is back, says the city."))
    assert made
    assert made == by_hand(["the", "ferry", "is", "back", "says", "the", "city"])


def by_hand(words: list[str]) -> str:
    mask, factor = 2**64 - 1, 0x9E3779B97F4A7C15

    def mix(z: int) -> int:
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)

    w = [crc32(word.encode()) for word in words]
    runs = [
        ((w[n] * factor + w[n + 1]) * factor + w[n + 2]) * factor + w[n + 3]
        for n in range(len(w) - 3)
    ]
    least: dict[int, int] = {}
    for x in sorted((mix(run & mask) for run in runs), reverse=True):
        least[x >> 57] = x & 0xFF
    at = [min(least, key=lambda j: 0 if j == i else mix(128 * i + j + 1)) for i in range(128)]
    return bytes(least[j] for j in at).hex()


@pytest.mark.parametrize("paragraphs", [EN, VI, DE, JA], ids=["en", "vi", "de", "ja"])
def test_the_more_two_texts_share_the_more_alike_they_are(paragraphs: tuple[str, ...]) -> None:
    whole = near(*paragraphs)
    assert similarity(whole, near(*paragraphs)) == 1.0
    one_changed = similarity(whole, near(*paragraphs[:-1], "Something else, said in other words."))
    half = similarity(whole, near(*paragraphs[: len(paragraphs) // 2]))
    assert 1 > one_changed > half > 0.2
    assert similarity(whole, near(*(EN if paragraphs is not EN else DE))) < 0.1


def test_case_and_punctuation_do_not_matter() -> None:
    assert near("Ein Boot, zwei Boote; drei Boote!") == near("EIN BOOT ZWEI BOOTE DREI BOOTE")


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_the_estimate_is_near_the_truth(share: float) -> None:
    chance = random.Random(1)
    errors = []
    for _ in range(20):
        words = [str(chance.random()) for _ in range(300)]
        others = [str(chance.random()) for _ in range(300)]
        common = int(300 * share)
        one = " ".join(w.replace(".", "") for w in words)
        other = " ".join(w.replace(".", "") for w in [*words[:common], *others[common:]])
        errors.append(similarity(near(one), near(other)) - shares(one, other))
    assert abs(sum(errors) / len(errors)) < 0.03
    assert max(map(abs, errors)) < 0.15


@pytest.mark.parametrize("body", ["", "…", "🎉🎉"])
def test_without_words_there_is_none(body: str) -> None:
    assert near_fingerprint(words_of(body)) is None


@pytest.mark.parametrize("other", ["", "00", "zz" * PLACES])
def test_what_is_no_fingerprint_is_refused(other: str) -> None:
    with pytest.raises(ValueError, match=r"fingerprint|hex"):
        similarity(near(*EN), other)


@given(st.text(), st.text())
def test_it_is_the_same_both_ways(one: str, other: str) -> None:
    made = near_fingerprint(words_of(one)), near_fingerprint(words_of(other))
    if made[0] and made[1]:
        assert similarity(made[0], made[1]) == similarity(made[1], made[0])
