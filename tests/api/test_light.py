"""Reads are light: the same few statements for one as for fifty, each answered from an index."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, text

from api.app import create_app
from api.routes.kinds import slug
from services.house import House
from services.pages import sorts_of
from services.verbs import NOUNS
from tests.api.client import Client, seated
from tests.api.furnishing import furnish
from tests.api.test_open_doors import routes_of
from tests.conftest import Server, _copy
from tests.services.hands import as_owner

#: Tables that grow with the district's year; nothing may read one of them from end to end.
BIG = ("deadline", "deadline_fire", "evidence", "inbox", "indicator", "node", "trail")
#: Who asks, their sight laid on and taken off, the year's rules now and then, what is read.
MOST = 9
_SAID: list[tuple[str, Any]] = []


class Noting(psycopg.Cursor[Any]):
    """A cursor that notes what it is asked; the house's own reads beside SQLAlchemy use it, too."""

    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        _SAID.append((str(query), params))
        return super().execute(query, params, **how)


def _again(table: str, since: int, *named: str) -> str:
    """Write a table's rows down once more for other years."""
    changed = ", ".join(f"'{name}', y.n || substr(t.{name}, 5)" for name in named)
    return (
        f"INSERT INTO {table} SELECT r.* FROM {table} t"
        f" CROSS JOIN generate_series({since}, 2016) y(n) CROSS JOIN LATERAL"
        f" jsonb_populate_record(t, jsonb_build_object('year', y.n, {changed})) r"
        f" WHERE t.{named[0]} LIKE '2017-%'"
    )


_FIRES = """
    INSERT INTO deadline_fire
    SELECT district_id, kind, subject_id, name, visit, version, '0', due_at, due_at, 1
    FROM deadline WHERE due_at IS NOT NULL ON CONFLICT DO NOTHING
"""
_FILES = """
    INSERT INTO evidence (district_id, kind, subject_id, sha256, role, name, size, media_type,
        uploaded_by, uploaded_at)
    SELECT district_id, 'node', id, id, 'evidence', 'a.pdf', 1, 'x', 'x', moved_at FROM node
"""
_LETTERS = """
    INSERT INTO inbox (district_id, person_id, kind, subject_id, number, topic, at, text)
    SELECT n.district_id, p.id, 'node', n.id, 1, 'told', n.moved_at, 'x' FROM node n JOIN person p
        ON p.district_id = n.district_id AND p.id = lower(n.unit_id) || '-head'
"""
#: As after some years, and the smallest table as after twenty: below that the planner does well to
#: read it whole and sort, for it takes the policy to leave a hundredth of the rows.
_FILLED = (
    _again("indicator", 1997, "id"),
    _again("node", 2011, "id", "indicator_id"),
    _again("deadline", 2011, "subject_id"),
    _FIRES,
    _FILES,
    _LETTERS,
)


def _fill(house: House) -> None:
    with as_owner(house) as connection:
        for statement in _FILLED:
            connection.execute(text(statement))


@pytest.fixture(scope="module")
def furnished(
    server: Server, working_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Client, dict[str, str]]]:
    """The year at work with one of everything, whose statements are noted."""
    copies = _copy(server, working_template, tmp_path_factory.mktemp("l"))
    house = next(copies)
    made = furnish(house)
    _fill(house)
    house.database.refresh_statistics()
    house.database.engine.dispose()

    @event.listens_for(house.database.engine, "connect")
    def note(connection: Any, _: Any) -> None:
        connection.cursor_factory = Noting

    with seated(create_app(house), house) as client:
        yield client, made
    next(copies, None)


@contextmanager
def noted() -> Iterator[list[tuple[str, Any]]]:
    """Collect what is asked of the database meanwhile."""
    _SAID.clear()
    said: list[tuple[str, Any]] = []
    yield said
    said += _SAID


def count(client: Client, url: str) -> int:
    """How many statements a read takes, when the rules of the year are known already."""
    assert client.get(url).status_code == 200, client.get(url).text
    with noted() as said:
        client.get(url)
    return len(said)


@pytest.mark.parametrize("kind", NOUNS)
def test_a_list_of_fifty_takes_as_many_statements_as_one(
    furnished: tuple[Client, dict[str, str]], kind: str
):
    client, _ = furnished
    for who in ("office-clerk", "d08-clerk"):
        somebody = client.by(who)
        for sort in sorts_of(kind):
            one, fifty = (count(somebody, f"{slug(kind)}?limit={n}&sort={sort}") for n in (1, 50))
            assert one == fifty <= MOST, (who, sort)


@pytest.mark.parametrize("kind", NOUNS)
def test_all_that_is_read_of_a_subject_takes_a_few(
    furnished: tuple[Client, dict[str, str]], kind: str
):
    client, made = furnished
    office = client.by("office-clerk")
    there = office.get(f"{slug(kind)}?limit=1").json()["items"]
    subject = made.get(kind) or next((one["id"] for one in there), None)
    if subject is None:
        pytest.skip("the year at work has none of this kind")
    for part in ("", "/transitions", "/trail?limit=200", "/deadlines"):
        assert count(office, f"{slug(kind)}/{subject}{part}") <= MOST, part


def test_a_subject_with_much_on_it_takes_no_more(furnished: tuple[Client, dict[str, str]]):
    client, made = furnished
    office, head = client.by("office-clerk"), client.by("d08-head")
    node = f"nodes/{made['node']}"
    there = len(office.get(f"{node}/evidence").json()["items"])
    before = [count(office, f"{node}{part}") for part in ("", "/trail", "/evidence", "/deadlines")]

    for number in range(12):
        files = {"file": (f"{number}.pdf", b"%PDF-1.4 " + bytes([65 + number]), "x")}
        assert head.post(f"{node}/evidence", files=files).status_code == 201

    after = [count(office, f"{node}{part}") for part in ("", "/trail", "/evidence", "/deadlines")]
    assert after == before
    assert len(office.get(f"{node}/evidence").json()["items"]) == there + 12


def test_no_other_read_takes_more_than_a_handful(furnished: tuple[Client, dict[str, str]]):
    client, made = furnished
    by_slug = {slug(kind): subject for kind, subject in made.items()}
    office = client.by("office-director")
    heavy: dict[str, int] = {}
    for method, path in routes_of(client):
        if (
            method != "GET"
            or "{sha256}" in path
            or not path.startswith("/api/")
            or "stream" in path
        ):
            continue
        named = path.split("/")[3]
        url = path.replace("{subject_id}", by_slug.get(named, "2017")).replace("{unit_id}", "D08")
        with noted() as said:
            office.get(url)
        if len(said) > 2 * MOST:
            heavy[path] = len(said)

    assert not heavy


def explained(client: Client, statement: str, values: Any) -> str:
    """Ask the planner how it would answer, with what was really asked."""
    with client.house.database.connect() as connection:
        driver: Any = connection.connection.driver_connection
        with psycopg.ClientCursor(driver) as cursor:
            cursor.execute(f"EXPLAIN {statement}", values)
            return "\n".join(row[0] for row in cursor.fetchall())


def read_whole(plan: str) -> set[str]:
    """Name the big tables that a plan reads from end to end."""
    return set(re.findall(r"Seq Scan on (\w+)", plan)) & set(BIG)


_BY_ALL = (
    *(f"nodes?sort={way}{sort}" for sort in sorts_of("node") for way in ("", "-")),
    "nodes?unit_id=D08&state=pending",
    "nodes?indicator_id=2017-D08-001",
    "indicators?unit_id=D08",
    "indicators/2017-D08-001",
    "indicators/2017-D08-001/trail",
    "indicators/2017-D08-001/transitions",
    "nodes/2017-D08-001-4/deadlines",
    "nodes/2017-D08-001-4/evidence",
    "inbox",
)
#: Of a unit's own view of the smallest table the planner expects so few rows that it sorts them.
_BY_OFFICE = ("indicators", "indicators?sort=-moved_at")


@pytest.mark.parametrize(
    ("url", "who"),
    [
        *((url, who) for url in _BY_ALL for who in ("office-clerk", "d08-clerk")),
        *((url, "office-clerk") for url in _BY_OFFICE),
    ],
)
def test_what_grows_is_read_by_an_index(
    furnished: tuple[Client, dict[str, str]], url: str, who: str
):
    client, _ = furnished
    somebody = client.by(who)
    with noted() as said:
        somebody.get(url)

    reads = [one for one in said if one[0].lstrip().upper().startswith(("SELECT", "WITH"))]
    plans = [explained(client, statement, values) for statement, values in reads]
    whole = "\n\n".join(plan for plan in plans if read_whole(plan))

    assert reads
    assert not whole, whole


def test_a_table_that_is_read_whole_is_noticed(furnished: tuple[Client, dict[str, str]]):
    client, _ = furnished
    plan = explained(client, "SELECT count(*) FROM node WHERE text LIKE %(like)s", {"like": "%x%"})

    assert read_whole(plan) == {"node"}
    with client.house.database.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM node")).scalar_one() > 4000
