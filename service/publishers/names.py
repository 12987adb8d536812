"""A name, as mastheads, datelines and credits have it -> who goes by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.publishers import Publisher, alias_key, registry

_HOST = re.compile(r"[^\W_][\w-]*(?:\.[\w-]+)*\.[^\W\d_]{2,}")
_FORMS = ("Hãng thông tấn", "Hãng tin", "Báo điện tử", "Báo", "Đài", "Tạp chí", "Trang")
"""What Vietnamese puts before the name itself."""
_MOST = 5


@dataclass(frozen=True, slots=True)
class Named:
    """Who goes by a name."""

    publishers: tuple[Publisher, ...] = ()
    is_sure: bool = False
    """Whether it is one of the registry and, as far as is known, nobody outside it."""


NOBODY = Named()


def by_name(name: str, *, with_case: bool) -> Named:
    """Find who goes by a name, an alias or a bare host name ("VOV.VN").

    Args:
        name: In NFC. Of "A/B" the whole counts, else the parts.
        with_case: Whether it must be written as it is: in running text `CTO` is a paper, `cto` a
            word. A masthead in metadata may be all capitals.

    Returns:
        Of "TTXVN/Vietnam+" both, surely if each is; ``NOBODY`` where unknown.
    """
    whole = _one(name.strip(), with_case=with_case)
    if whole.publishers or not re.search("[/-]", name):
        return whole
    parts = [part.strip() for part in name.split("/")][:_MOST]
    found = [_one(part, with_case=with_case) for part in parts]
    if not any(one.publishers for one in found):  # "VOV-Tây Bắc"
        found = [_one(name.partition("-")[0].strip(), with_case=with_case)]
    known = [one for one in found if one.publishers]
    return Named(
        tuple(dict.fromkeys(p for one in known for p in one.publishers)),
        bool(known) and all(one.is_sure for one in known),
    )


def _one(name: str, *, with_case: bool) -> Named:
    if _HOST.fullmatch(name) and (publisher := registry().by_host(name)):
        return Named((publisher,), is_sure=True)
    known = registry()
    for written in _forms(name):
        shared = known.shared.get(alias_key(written))
        if shared and not (
            with_case and written not in known.by_written and written != shared.alias
        ):
            its = (known.by_domain.get(domain) for domain in shared.domains)
            return Named(tuple(p for p in its if p))
        found: Sequence[Publisher] = (
            known.by_written.get(written, ())
            if with_case
            else known.by_key.get(alias_key(written), ())
        )
        if found:
            return Named(tuple(found), is_sure=len(found) == 1)
    return NOBODY


def _forms(name: str) -> Iterable[str]:
    yield name
    if "-" in name:
        yield name.replace("-", " ")
    if name.startswith("The "):
        yield name[4:]
    for form in _FORMS:
        if name.startswith(form + " "):
            yield name[len(form) + 1 :]
            return
