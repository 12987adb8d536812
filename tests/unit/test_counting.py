"""The count that judges deliveries: each kind of wrong is seen, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service import letters
from service.pipeline import Pipeline
from service.transport import Message, Record
from tests.counting import Count, count
from tests.load import mixed


def written(topic: str, messages: list[Message], partitions: int = 2) -> list[Record]:
    stands = [0] * partitions
    records = []
    for number, message in enumerate(messages):
        partition = number % partitions
        records.append(
            Record(
                topic, partition, stands[partition], 0, message.key, message.value, message.headers
            )
        )
        stands[partition] += 1
    return records


INPUTS = written("raw", mixed(0, 200))
_pipeline = Pipeline(max_page_bytes=1_000_000, max_output_bytes=1_000_000)
_outcomes = letters.address(
    INPUTS, [_pipeline.process(r) for r in INPUTS], output_topic="out", dead_letter_topic="dead"
)
OUTPUTS = written("out", [m for topic, m in _outcomes if topic == "out"], 1)
DEAD = written("dead", [m for topic, m in _outcomes if topic == "dead"], 1)


def test_a_whole_delivery_has_nothing_wrong_and_bad_ones_of_several_reasons() -> None:
    assert count(INPUTS, OUTPUTS, DEAD) == Count()
    assert len({dict(r.headers)["dlq.reason"] for r in DEAD}) > 2


@pytest.mark.parametrize(
    ("outputs", "dead", "wrong"),
    [
        (OUTPUTS[1:], DEAD, Count(lost=1)),
        (OUTPUTS, DEAD[1:], Count(lost=1)),
        ([*OUTPUTS, OUTPUTS[3]], DEAD, Count(duplicated=1)),
        (OUTPUTS, [*DEAD, *DEAD[:2]], Count(duplicated=2)),
        ([*OUTPUTS[2:4], *OUTPUTS[:2], *OUTPUTS[4:]], DEAD, Count(misordered=2)),
        (OUTPUTS, [replace(DEAD[0], value=b"other"), *DEAD[1:]], Count(wrong=1)),
        (OUTPUTS, [replace(DEAD[0], key=b"other"), *DEAD[1:]], Count(wrong=1)),
        (
            OUTPUTS,
            [replace(DEAD[0], headers=(*DEAD[0].headers, ("dlq.reason", b"no_text!"))), *DEAD[1:]],
            Count(wrong=1),
        ),
        ([replace(OUTPUTS[0], value=OUTPUTS[1].value), *OUTPUTS[1:]], DEAD, Count(wrong=1)),
    ],
)
def test_each_kind_of_wrong_is_counted(
    outputs: list[Record], dead: list[Record], wrong: Count
) -> None:
    assert count(INPUTS, outputs, dead) == wrong


def test_a_good_record_among_the_dead_letters_is_wrong() -> None:
    place = {"origin.partition": "dlq.partition", "origin.offset": "dlq.offset"}
    headers = tuple((place.get(name, name), value) for name, value in OUTPUTS[0].headers)
    good = next(r for r in INPUTS if b" " not in (r.key or b""))
    letter = Record("dead", 0, 99, 0, good.key, good.value, headers)
    assert count(INPUTS, OUTPUTS[1:], [letter, *DEAD]) == Count(wrong=1)


def test_the_load_is_the_same_for_a_seed_however_it_is_cut() -> None:
    assert mixed(0, 60) == mixed(0, 20) + mixed(20, 40)
    assert mixed(0, 60) != mixed(0, 60, seed=8)
