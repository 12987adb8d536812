"""Two JSON Schemas -> the changes that would break somebody who relies on the older.

Of what others write and we read (an input), everything that was valid must stay valid. Of what
we write and others read (an output), everything that is valid must have been expected. Values
may be added to a list of an output: its contract says that lists may grow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

_UPPER = ("maxLength", "maximum", "maxItems")
_LOWER = ("minLength", "minimum", "minItems")


def breaking_changes(old: Schema, new: Schema, *, is_input: bool) -> list[str]:
    """Compare two schemas of one contract.

    Args:
        old: The committed one.
        new: The one to be.
        is_input: Whether others write it.
    Returns:
        ``field.path: what changed``, in order; empty when nobody breaks.
    """
    return list(_Comparison(old, new, is_input=is_input).objects(old, new, ""))


class _Comparison:
    """Walks two schemas side by side."""

    def __init__(self, old: Schema, new: Schema, *, is_input: bool) -> None:
        self._old_definitions = old.get("$defs", {})
        self._new_definitions = new.get("$defs", {})
        self._is_input = is_input

    def objects(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        """Compare two objects field by field."""
        then, now = old.get("properties", {}), new.get("properties", {})
        for name, field in then.items():
            at = f"{path}.{name}".lstrip(".")
            if name not in now:
                yield f"{at}: removed"
            else:
                yield from self.fields(field, now[name], at)
        yield from self._required(old, new, path)

    def _required(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        then, now = set(old.get("required", ())), set(new.get("required", ()))
        for name in sorted(now - then if self._is_input else then - now):
            if self._is_input or name in new.get("properties", {}):
                change = "became required" if self._is_input else "is no longer always present"
                yield f"{path}.{name}: {change}".lstrip(".")

    def fields(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        """Compare two fields, each of which may be of several types."""
        for alias in old.get("x-aliases", ()):
            if alias not in new.get("x-aliases", ()):
                yield f"{path}: alias {alias} removed"
        then = dict(_variants(old, self._old_definitions))
        now = dict(_variants(new, self._new_definitions))
        lost, gained = then.keys() - now.keys(), now.keys() - then.keys()
        for kind in sorted(lost if self._is_input else gained):
            yield f"{path}: {kind} is {'no longer taken' if self._is_input else 'new to readers'}"
        for kind, variant in then.items():
            if kind in now:
                yield from self._variant(variant, now[kind], path)

    def _variant(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        yield from self._bounds(old, new, path)
        if self._is_input:
            for value in old.get("enum", ()):
                if value not in new.get("enum", (value,)):
                    yield f"{path}: value {value} is no longer taken"
            if "enum" in new and "enum" not in old:
                yield f"{path}: only listed values are taken"
        if "properties" in old:
            yield from self.objects(old, new, path)
        if isinstance(old.get("items"), Mapping) and isinstance(new.get("items"), Mapping):
            yield from self.fields(old["items"], new["items"], f"{path}[]")

    def _bounds(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        for names, sign in ((_UPPER, 1), (_LOWER, -1)):
            for name in names:
                then = sign * old[name] if name in old else float("inf")
                now = sign * new[name] if name in new else float("inf")
                if now < then if self._is_input else now > then:
                    change = "tightened" if self._is_input else "loosened"
                    yield f"{path}: {name} {change}"


def _variants(schema: Schema, definitions: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield the kinds a field may be of: its type and format, each with its schema."""
    if "$ref" in schema:
        yield from _variants(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    elif "anyOf" in schema:
        for variant in schema["anyOf"]:
            yield from _variants(variant, definitions)
    elif "const" in schema:
        yield _kind({"type": "string"}), {"enum": [schema["const"]]}
    else:
        yield _kind(schema), schema


def _kind(schema: Schema) -> str:
    kind = str(schema.get("type", "anything"))
    return f"{kind} ({schema['format']})" if "format" in schema else kind
