"""The links by which a team sees what its manager sees, and what they do not open."""

from uuid import UUID, uuid4

import pytest
from itsdangerous import URLSafeTimedSerializer

from db import secrets as stored
from db.engine import reading
from surveys.access.access import NotAllowedError
from surveys.access.result_links import VALID_DAYS, links_for_everybody, result_link, team_reader
from surveys.installation import shared_secrets
from surveys.installation.installation import Installation
from tests.builders import add_people
from tests.reading import check_may_read, opened_by, units_of

pytestmark = pytest.mark.both_databases


def test_a_link_opens_its_unit_again_and_again_and_a_forged_or_damaged_one_nothing(
    installation: Installation, north: UUID
) -> None:
    link = result_link(installation, north)
    assert [opened_by(installation, link) for _ in range(2)] == [north, north]
    forged = URLSafeTimedSerializer(b"guessed", salt="result links").dumps(north.hex)
    deleted = result_link(installation, uuid4())
    body, rest = link.split(".", 1)
    for wrong in (forged, deleted, link[:-1], f"x{link}", body, "", f"{body[:-2]}AA.{rest}"):
        assert opened_by(installation, wrong) is None


def test_a_link_ends(
    installation: Installation, north: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = result_link(installation, north)
    real = URLSafeTimedSerializer.loads

    def after(days: int) -> None:
        def loads(self: URLSafeTimedSerializer, given: str, max_age: int) -> object:
            return real(self, given, max_age=max_age - days * 86_400)

        monkeypatch.setattr(URLSafeTimedSerializer, "loads", loads)

    after(VALID_DAYS - 1)
    assert opened_by(installation, link) == north
    after(VALID_DAYS + 1)
    assert opened_by(installation, link) is None


def test_it_opens_one_unit_and_none_below_or_above_it(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    whole, north = organisation["Example"], organisation["North"]
    for own, other in ((whole, north), (north, whole)):
        team = team_reader(own)
        assert [unit.id for unit in units_of(installation, team)] == [own]
        check_may_read(installation, team, own)
        with pytest.raises(NotAllowedError):
            check_may_read(installation, team, other)


def test_all_people_of_a_unit_have_the_same_link(installation: Installation, north: UUID) -> None:
    """Within a second, which is as fine as the signature's own date."""
    add_people(installation, north, 5)
    found = links_for_everybody(installation)
    assert len(found) == 5
    assert len({link for _name, _email, link in found}) == 1


def test_one_secret_is_made_and_kept_even_by_two_processes_at_once(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, north: UUID
) -> None:
    """The second one looks just before the first has written."""
    look = stored.secret
    seen: list[bytes | None] = []

    def blind_once(session: object, name: str) -> bytes | None:
        seen.append(None)
        return None if len(seen) == 1 else look(session, name)  # type: ignore[arg-type]

    first = result_link(installation, north)
    monkeypatch.setattr(shared_secrets.stored, "secret", blind_once)
    second = result_link(installation, north)
    for link in (first, second):
        assert opened_by(installation, link) == north
    with reading(installation.engine) as session:
        assert len(look(session, "result links") or b"") == 32
