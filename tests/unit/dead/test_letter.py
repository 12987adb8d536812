from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from schemas.dead_letter import DeadLetter, Reason, Stage
from service import letters
from service.dead.letter import original_headers, read, replayed
from service.outcome import Rejected
from service.transport import Header, Record
from tests.dead import letter, standing

NAMES = st.sampled_from(["content-type", "url", "dlq.replays", "dlq.reason", "dlq.other", "trace"])
HEADERS = st.lists(st.tuples(NAMES, st.binary(max_size=6)), max_size=6)


@given(HEADERS, st.none() | st.binary(max_size=9), st.binary(max_size=9))
@example([("dlq.reason", b"theirs"), ("dlq.replays", b"2"), ("dlq.replays", b"x")], None, b"")
def test_what_was_rejected_comes_back_byte_for_byte(
    headers: list[Header], key: bytes | None, value: bytes
) -> None:
    record = Record("articles.raw", 1, 7, -1, key, value, tuple(headers))
    rejected = Rejected(Stage.CLEAN, Reason.NO_ARTICLE, "none")
    dead = standing(letters.dead_letter(record, rejected))
    assert original_headers(dead.headers) == record.headers
    told = read(dead).told
    assert told is not None
    again = replayed(dead, told.replays + 1)
    assert (again.key, again.value) == (key, value)
    others = [h for h in headers if h[0] != "dlq.replays"]
    assert again.headers == (*others, ("dlq.replays", b"%d" % (told.replays + 1)))


def test_each_replay_that_fails_again_counts_one_more() -> None:
    dead = standing(letter(4))
    for replays in range(4):
        told = DeadLetter.from_headers(dead.headers)
        assert told.replays == replays
        sent = replayed(dead, told.replays + 1)
        record = Record("articles.raw", 0, 9, -1, sent.key, sent.value, sent.headers)
        dead = standing(letters.dead_letter(record, Rejected(told.stage, told.reason, "again")))


def test_a_record_that_is_no_dead_letter_tells_nothing() -> None:
    assert read(Record("articles.dead", 2, 5, -1, None, None, ())).told is None
    later = [(n, b"of_tomorrow" if n == "dlq.reason" else v) for n, v in letter(1).headers]
    foreign = read(Record("articles.dead", 2, 5, -1, None, b"", tuple(later)))
    assert (foreign.told, foreign.place) == (None, "2:5")
