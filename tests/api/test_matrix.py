"""The permission matrix over HTTP: every capacity, kind and route, own and others' units."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from api.app import create_app
from api.routes.kinds import asked_verbs, slug
from services.enrolling import FirstPassword, NewPerson, enrol
from services.person_facts import Held
from services.verbs import NOUNS
from states.capacity import BOUND_TO_UNIT, HELD, Capacity
from states.capacity import UNIT as UNIT_HATS
from tests.api.client import Client, seated
from tests.api.furnishing import UNIT, furnish
from tests.builders import desk, done
from tests.conftest import Server, _copy
from tests.states.test_policy import by_policy

READS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("reads.toml").read_text("utf-8"))
WIDE: list[str] = READS.pop("wide")
#: Accounts, by hand (domain 5.5: 账号 are the administrator's; 监察审计 looks on): names and
#: capacities; all of it, with trail and tokens.
ACCOUNTS = {
    "names": set(WIDE),
    "whole": {"administrator", "supervisor"},
}
#: What an account is asked for over HTTP, and who sees it.
ACCOUNT_PAGES = {"": "names", "/transitions": "names", "/trail": "whole", "/tokens": "whole"}
#: A unit that has nothing to do with what is furnished.
ELSEWHERE = "T17"
PEOPLE = [c for c in Capacity if c in HELD]


@dataclass(frozen=True)
class Subject:
    """One subject of a kind, and who stands how towards it."""

    kind: str
    id: str
    state: str
    unit_id: str | None
    assessor_id: str | None

    @property
    def at(self) -> str:
        return f"{slug(self.kind)}/{self.id}"

    def unit_of(self, relation: str) -> str | None:
        return {"own": self.unit_id or UNIT, "examined": self.assessor_id}.get(relation, ELSEWHERE)

    def relations(self, capacity: Capacity) -> Iterator[str]:
        if capacity not in BOUND_TO_UNIT:
            yield "other"
            return
        yield from ("own", "other")
        if self.assessor_id and "examined" in READS[self.kind]:
            yield "examined"


@dataclass(frozen=True)
class World:
    """The house over HTTP, the furnished subjects by kind, and the tokens asked for so far."""

    client: Client
    subjects: Mapping[str, Subject]
    tokens: dict[str, Client]

    def by(self, subject: Subject, capacity: Capacity, relation: str) -> Client:
        unit_id = subject.unit_of(relation) if capacity in BOUND_TO_UNIT else None
        return self.named(name_of(capacity, unit_id))

    def named(self, name: str) -> Client:
        if name not in self.tokens:
            self.tokens[name] = self.client.by(name)
        return self.tokens[name]


@pytest.fixture(scope="module")
def bodies(world: World) -> Mapping[str, Any]:
    """Of every act the example that the document shows, by operation id."""
    document = world.client.get("openapi.json").json()
    operations = [op for methods in document["paths"].values() for op in methods.values()]
    return {op["operationId"]: example_of(op) for op in operations}


def example_of(operation: Mapping[str, Any]) -> Any:
    """The body that the document shows; None where there is none."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return content.get("example")


def name_of(capacity: str, unit_id: str | None) -> str:
    return f"only-{capacity.replace('_', '-')}-{(unit_id or 'district').lower()}"[:32]


@pytest.fixture(scope="module")
def world(
    server: Server, working_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """One subject of every kind, and for every capacity and unit somebody who holds just that."""
    copies = _copy(server, working_template, tmp_path_factory.mktemp("m"))
    house = next(copies)
    made = furnish(house)
    with house.database.connect() as connection:
        subjects = {kind: _subject(connection, kind, made[kind]) for kind in made}
        units = {UNIT, ELSEWHERE, *(s.assessor_id for s in subjects.values() if s.assessor_id)}
        units |= {s.unit_id for s in subjects.values() if s.unit_id}
    with house.database.connect() as connection:
        console = desk(house, connection, "system:console")
        first = FirstPassword("", must_change=False)
        done(enrol(console, list(_singles(units)), first, console.today))
    with seated(create_app(house), house) as client:
        yield World(client, subjects, {})
    next(copies, None)


def _subject(connection: Connection, kind: str, subject_id: str) -> Subject:
    query = text(f"SELECT state, unit_id, assessor_id FROM {kind} WHERE id = :id")
    return Subject(kind, subject_id, *connection.execute(query, {"id": subject_id}).one())


def _singles(units: set[str]) -> Iterator[NewPerson]:
    for capacity in PEOPLE:
        for unit_id in sorted(units) if capacity in BOUND_TO_UNIT else (None,):
            scope = "deputies" if capacity is Capacity.JUDGE else ""
            held = Held(capacity, unit_id, scope)
            yield NewPerson(name_of(capacity, unit_id), capacity.zh, unit_id, (held,))


def may_read(kind: str, capacity: str, relation: str) -> bool:
    return capacity in WIDE or capacity in READS[kind].get(relation, ())


def test_the_table_names_every_kind_and_capacity():
    assert set(READS) == set(NOUNS) - {"person"}  # accounts: ACCOUNTS
    narrow = {c for lines in READS.values() for line in lines.values() for c in line}
    assert narrow | set(WIDE) == set(PEOPLE)


@pytest.mark.parametrize("capacity", PEOPLE)
def test_every_kind_is_read_by_whom_the_table_names_and_nobody_else(
    world: World, capacity: Capacity
):
    differing = []
    for kind, subject in world.subjects.items():
        for relation in subject.relations(capacity):
            reader = world.by(subject, capacity, relation)
            may = may_read(kind, capacity, relation)
            looks = {
                end: reader.get(subject.at + end).status_code
                for end in ("", "/transitions", "/trail")
            }
            narrow = f"&unit_id={subject.unit_id}" if subject.unit_id else ""
            page = reader.get(f"{slug(kind)}?limit=200{narrow}")
            listed = subject.id in {item["id"] for item in page.json()["items"]}
            if set(looks.values()) != {200 if may else 404} or listed is not may:
                differing.append((kind, relation, may, looks, listed))

    assert differing == []


def wears(subject: Subject, capacity: Capacity, relation: str) -> bool:
    """Whether the capacity is one towards the subject (domain 5.5), by hand."""
    if subject.unit_id is None or capacity in WIDE:
        return capacity not in BOUND_TO_UNIT and (capacity is not Capacity.INSPECTOR)
    if capacity in UNIT_HATS:
        return relation == "own"
    return capacity is Capacity.EXAMINER and relation == "examined"


def expected(subject: Subject, trigger: str, capacity: Capacity, relation: str) -> set[str]:
    """Codes of the answers that the policy allows; "" stands for anything but these."""
    hat = wears(subject, capacity, relation)
    if not hat and subject.unit_id is not None:
        return {"not_found"}
    if not may_read(subject.kind, capacity, relation):
        return {"not_found"}
    policy = by_policy(subject.kind, subject.state, trigger, capacity if hat else "nobody")
    return {"not now": {"not_now"}, "may not": {"not_permitted"}, "may": {""}}[policy]


def said(answer: Any) -> str:
    code = answer.json().get("code", "") if answer.status_code >= 400 else ""
    return code if code in ("not_found", "not_permitted", "not_now", "not_signed_in") else ""


@pytest.mark.parametrize("capacity", PEOPLE)
def test_every_verb_is_done_by_whom_the_policy_names_and_nobody_else(
    world: World, bodies: Mapping[str, Any], capacity: Capacity
):
    differing = []
    for kind, subject in world.subjects.items():
        for trigger, _ in asked_verbs(kind):
            body = bodies[f"{trigger}_{kind}"]
            for relation in subject.relations(capacity):
                actor = world.by(subject, capacity, relation)
                answer = actor.post(f"{subject.at}/{trigger}?dry_run=true", body)
                wanted = expected(subject, trigger, capacity, relation)
                if said(answer) not in wanted or answer.status_code >= 500:
                    differing.append((kind, trigger, relation, wanted, answer.text[:200]))

    assert differing == []


@pytest.mark.parametrize("capacity", PEOPLE)
def test_accounts_are_read_by_whom_the_table_names_and_oneself(world: World, capacity: Capacity):
    name, reader = somebody(world, capacity)
    others = {end: reader.get(f"people/d08-clerk{end}").status_code for end in ACCOUNT_PAGES}
    own = {reader.get(f"people/{name}{end}").status_code for end in ACCOUNT_PAGES}

    assert reader.get("people").status_code == (200 if capacity in ACCOUNTS["names"] else 403)
    sees = {end: capacity in ACCOUNTS[part] for end, part in ACCOUNT_PAGES.items()}
    assert others == {end: 200 if seen else 404 for end, seen in sees.items()}
    assert own == {200}


def somebody(world: World, capacity: Capacity) -> tuple[str, Client]:
    name = name_of(capacity, ELSEWHERE if capacity in BOUND_TO_UNIT else None)
    return name, world.named(name)


@pytest.mark.parametrize("capacity", PEOPLE)
def test_every_verb_of_accounts_is_the_administrators(
    world: World, bodies: Mapping[str, Any], capacity: Capacity
):
    _, actor = somebody(world, capacity)
    tried = {
        trigger: said(actor.post(f"people/d08-clerk/{trigger}?dry_run=true", body))
        for trigger, _ in asked_verbs("person")
        for body in (bodies[f"{trigger}_person"],)
    }
    # These show a secret once and cannot be tried; here nobody else than the colleague is reset.
    done_at_once = {
        "enrol": actor.post("people", {"id": f"by-{capacity}", "name": "新来者"}),
        "reset_password": actor.post("people/d59-clerk/reset_password"),
    }
    told = tried | {trigger: said(answer) for trigger, answer in done_at_once.items()}

    refusal = "not_permitted" if capacity in ACCOUNTS["names"] else "not_found"
    usual = "" if capacity is Capacity.ADMINISTRATOR else refusal
    # Who sees that it is active is told that there is nothing to enable.
    apart = {"enable": "not_now" if capacity in ACCOUNTS["names"] else "not_found"}
    if capacity is not Capacity.ADMINISTRATOR:
        apart["enrol"] = "not_permitted"
    assert told == dict.fromkeys(told, usual) | apart
