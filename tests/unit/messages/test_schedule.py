"""Whose message is due: own times, groups of five, batches."""

from datetime import UTC, datetime, time
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from db.outbox import Waiting
from surveys.messages.schedule import MIN_BATCH, batches, due_messages, limited, time_of_day

WAVE = UUID(int=1)
kinds = st.sampled_from(["invitation", "reminder-1", "results"])
hours = st.one_of(st.none(), st.times())
messages = st.lists(
    st.builds(Waiting, st.just(WAVE), st.uuids(), kinds, hours),
    max_size=60,
)


def people(kind: str, *times: time | None) -> list[Waiting]:
    return [Waiting(WAVE, uuid4(), kind, at) for at in times]


def test_who_has_no_time_of_their_own_is_due_at_once_in_random_order_and_others_at_theirs() -> None:
    waiting = people("reminder-1", None, time(9), time(14))
    assert set(due_messages(waiting, time(9))) == set(waiting[:2])
    assert set(due_messages(waiting, time(23))) == set(waiting)
    many = people("results", *[None] * 50)
    assert len({tuple(due_messages(many, time(9))) for _ in range(5)}) == 5


def test_fewer_than_five_invitations_wait_for_others_or_for_the_next_day() -> None:
    early, late = people("invitation", *[time(8)] * 4), people("invitation", *[time(12)] * 9)
    assert due_messages(early + late, time(8)) == []
    assert len(due_messages(early + late, time(12))) == 13
    many, few = people("invitation", *[None] * 9), people("invitation", *[time(12)] * 4)
    assert len(due_messages(many + few, time(8))) == 13
    waiting = people("invitation", *[time(14)] * 6)
    assert due_messages(waiting, time(9)) == []
    assert len(due_messages(waiting, time(9), first_day=False)) == 6


@given(messages, st.times())
def test_invitations_never_leave_or_stay_in_groups_of_fewer_than_five(
    waiting: list[Waiting], at: time
) -> None:
    now = due_messages(waiting, at)
    assert len(set(now)) == len(now)
    links = [m for m in waiting if m.kind == "invitation"]
    gone = [m for m in now if m.kind == "invitation"]
    if 0 < len(gone) < len(links):
        assert min(len(gone), len(links) - len(gone)) >= MIN_BATCH
    others = {m for m in waiting if m.kind != "invitation"}
    assert {m for m in now if m.kind != "invitation"} == {
        m for m in others if m.send_at is None or m.send_at <= at
    }


@given(messages, st.integers(0, 70))
def test_a_limit_never_splits_off_fewer_than_five_invitations(
    waiting: list[Waiting], limit: int
) -> None:
    now = limited(limit, waiting)
    assert len(set(now)) == len(now)
    assert set(now) <= set(waiting)
    assert len(now) <= limit + 2 * MIN_BATCH
    links = sum(m.kind == "invitation" for m in waiting)
    gone = sum(m.kind == "invitation" for m in now)
    if 0 < gone < links:
        assert gone >= MIN_BATCH
        assert links - gone >= MIN_BATCH
    assert len(now) >= min(limit, len(waiting))


@given(messages, st.integers(1, 20))
def test_batches_hold_everybody_once_and_are_of_about_the_same_size(
    waiting: list[Waiting], most: int
) -> None:
    cut = batches(waiting, most)
    assert sorted(map(id, (m for batch in cut for m in batch))) == sorted(map(id, waiting))
    sizes = [len(batch) for batch in cut]
    assert not sizes or (max(sizes) <= most and max(sizes) - min(sizes) <= 1)


def test_the_time_of_day_is_that_of_the_organisation_also_when_clocks_change() -> None:
    before, after = datetime(2026, 3, 28, 8, tzinfo=UTC), datetime(2026, 3, 29, 8, tzinfo=UTC)
    assert time_of_day(before, "Europe/Amsterdam").time() == time(9)
    assert time_of_day(after, "Europe/Amsterdam").time() == time(10)
