"""What all contracts share: frozen models whose every field says what it is."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

MAX_URL = 8_192
"""Characters. Browsers and servers agree on about 8 k; longer ones are data, not addresses."""


class Contract(BaseModel):
    """A frozen model; a field it does not know is ignored, so that v1 readers survive v1.1."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def fact(description: str, example: object, /, **bounds: Any) -> Any:
    """Declare a field with its description and one example.

    Args:
        description: One sentence; units and form included.
        example: A valid value.
        bounds: Whatever ``pydantic.Field`` takes: default, max_length, ge, …
    Returns:
        The field; ``Any`` because that is what ``pydantic.Field`` returns too.
    """
    return Field(description=description, examples=[example], **bounds)
