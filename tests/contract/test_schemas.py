from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from schemas import enriched_article
from schemas.contract import Contract
from schemas.dead_letter import MAX_DETAIL_BYTES, DeadLetter, Reason, Stage, clip
from schemas.generate import asyncapi, drifted
from schemas.raw_article import RawArticle
from schemas.topics import DEAD_LETTER_HEADROOM_BYTES, TOPICS
from schemas.yaml import to_yaml


def models() -> list[type[BaseModel]]:
    nested = [
        value
        for value in vars(enriched_article).values()
        if isinstance(value, type) and issubclass(value, Contract) and value is not Contract
    ]
    return [RawArticle, DeadLetter, *nested]


FIELDS = [
    pytest.param(model, name, info, id=f"{model.__name__}.{name}")
    for model in models()
    for name, info in model.model_fields.items()
]


@pytest.mark.parametrize(("model", "name", "info"), FIELDS)
def test_every_field_says_what_it_is_with_an_example_that_is_valid(
    model: type[BaseModel], name: str, info: Any
) -> None:
    assert info.description, name
    (example,) = info.examples
    if name != "authors":  # a byline is brought to a tuple by the model itself
        TypeAdapter(info.rebuild_annotation()).validate_python(example, strict=False)
    assert model.__doc__


@pytest.mark.parametrize("model", models())
def test_a_contract_is_frozen(model: type[BaseModel]) -> None:
    assert model.model_config.get("frozen")


def test_the_generated_files_are_what_the_models_say() -> None:
    assert drifted() == []


def test_the_asyncapi_document_is_yaml_and_says_the_same() -> None:
    assert yaml.safe_load(to_yaml(asyncapi())) == asyncapi()


PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E))
SCALARS = st.none() | st.booleans() | st.integers() | PRINTABLE
MAPPINGS = st.recursive(
    st.dictionaries(PRINTABLE, SCALARS | st.lists(SCALARS), max_size=3),
    lambda inner: st.dictionaries(PRINTABLE, inner | st.lists(SCALARS), min_size=1, max_size=3),
    max_leaves=8,
)


@given(MAPPINGS)
def test_our_yaml_is_read_back_by_others(value: dict[str, Any]) -> None:
    assert (yaml.safe_load(to_yaml(value)) or {}) == value


def test_the_dead_letter_topic_can_hold_every_raw_record() -> None:
    sizes = {topic.role: int(topic.configs["max.message.bytes"]) for topic in TOPICS}
    assert sizes["dead_letter"] >= sizes["input"] + DEAD_LETTER_HEADROOM_BYTES


@given(
    st.sampled_from(Reason),
    st.sampled_from(Stage),
    st.text(max_size=400),
    st.integers(0, 2**31),
    st.integers(0, 2**63 - 1),
    st.integers(-1, 2**62),
    st.integers(0, 10),
)
def test_a_letter_survives_its_headers(
    reason: Reason, stage: Stage, detail: str, partition: int, offset: int, at: int, replays: int
) -> None:
    letter = DeadLetter(
        reason=reason,
        stage=stage,
        detail=clip(detail),
        exception="ValueError",
        topic="articles.raw",
        partition=partition,
        offset=offset,
        timestamp=at,
        service="copydesk/0",
        replays=replays,
    )
    own = [("trace", b"1"), ("dlq.reason", b"an older one"), ("null", None)]
    assert DeadLetter.from_headers([*own, *letter.to_headers()]) == letter


def test_headers_that_are_no_letter_are_refused() -> None:
    with pytest.raises(ValidationError):
        DeadLetter.from_headers([("dlq.reason", b"invalid_json")])


@given(st.text(alphabet=st.characters(), max_size=2_000))
def test_a_clipped_detail_fits_and_is_utf8(text: str) -> None:
    clipped = clip(text)
    assert len(clipped.encode()) <= MAX_DETAIL_BYTES


def test_a_lone_surrogate_in_a_detail_does_no_harm() -> None:
    assert clip("half \ud83d an emoji") == "half ? an emoji"
