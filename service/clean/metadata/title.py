"""What a page calls its article in five places -> its headline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from service.clean.metadata.site import Site, pieces
from service.clean.metadata.words import folded, is_cut, same_start

_MIN_SHARE = 0.4
"""Of the letters of a title its headline must have, or it is a section's or the site's name."""


def read_title(
    headings: Sequence[str],
    claims: Sequence[str | None],
    site: Site,
    sections: Iterable[str] = (),
) -> str | None:
    """Choose the headline.

    Where JSON-LD and OpenGraph agree, that is it: no other two places are written for other
    programs to rely on. Else the visible headline, where any claim agrees with it: titles for
    search engines and for social media are variants of it. A heading nobody agrees with may be
    anything (a logo, a section), so then the claims vote.

    Args:
        headings: The ``h1`` of the page.
        claims: JSON-LD ``headline``, ``og:title``, then ``twitter:title``, other meta titles and
            ``title``, the most trusted first.
        site: What the site calls itself; only that is cut from a title.
        sections: The page's section names.
    """
    named = tuple(sections)
    cut = [site.headline(claim, named) if claim else None for claim in claims]
    said = [claim for claim in cut if claim]
    said = [claim for claim in said if not site.is_named(claim)] or said
    visible = [heading for heading in headings if not site.is_named(heading)]
    return (
        _agreed(visible, cut[:2])
        or _confirmed(visible, said)
        or _voted(said)
        or next(iter(visible), None)
    )


def _agreed(visible: Sequence[str], pair: Sequence[str | None]) -> str | None:
    """Return what JSON-LD and OpenGraph both say, as the page shows it where it does."""
    first = pair[0] if len(pair) > 1 else None
    if not first or is_cut(first) or folded(first) != folded(pair[1]):
        return None
    return next((heading for heading in visible if folded(heading) == folded(first)), first)


def _confirmed(visible: Sequence[str], said: Sequence[str]) -> str | None:
    """Return the heading most claims agree with."""
    ends = {claim: (len(folded(claim)), set(pieces(claim))) for claim in dict.fromkeys(said)}
    best, best_votes = None, 0
    for heading in visible:
        name = folded(heading)
        votes = sum(
            (name in ends[claim][1] and len(name) >= _MIN_SHARE * ends[claim][0])
            or same_start(claim, heading)
            for claim in said
        )
        if name and votes > best_votes:
            best, best_votes = heading, votes
    return best


def _voted(said: Sequence[str]) -> str | None:
    """Return the claim most agree on; of equals the most trusted."""
    whole = [claim for claim in said if not is_cut(claim)] or list(said)
    votes = Counter(folded(claim) for claim in whole)
    return max(whole, key=lambda claim: votes[folded(claim)], default=None)
