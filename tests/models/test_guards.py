"""The database stands guard, whoever asks: records stay, nothing moves without one."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from models import SUBJECTS
from models.database import owner_engine
from models.embedded import is_embedded
from services.house import House
from tests.services.hands import as_owner, row, value

MINE = "2017-D01-001"
#: What can be written over each column, so that something changes.
CHANGED = {
    "goal_id": "NULL",
    "decomposed": "true", "falsified": "true",
    "state": "'reviewed'", "lamp": "'red'", "revision": "revision - 1", "year": "2016",
    "unit_id": "'D02'", "assessor_id": "'D03'", "category": "'common'",
    "head": "decode(repeat('ab', 32), 'hex')", "number": "990", "version": "9",
    "overdue_since": "now()", "moved_at": "now()", "deadline": "date '2017-01-01'",
    "weight": "weight + 1", "target_number": "1", "challenge": "1", "last_year": "1", "points": "9",
    "nodes": "'[]'", "parameters": "'{}'", "opinion": "'{}'", "inputs": "'{}'",
    "district_id": "'elsewhere'", "id": "'2017-D01-990'",
}  # fmt: skip
COLUMNS = [column.name for column in SQLModel.metadata.tables["indicator"].columns]


def _refused(house: House, statement: str) -> DBAPIError:
    with house.database.connect() as connection, pytest.raises(DBAPIError) as refused:
        connection.execute(text(statement), {"mine": MINE})
    return refused.value


def _state_of(refused: DBAPIError) -> str:
    return str(getattr(refused.orig, "sqlstate", ""))


@pytest.mark.parametrize(
    "table",
    ["trail", "deadline_fire", "decision", "indicator_version", "score", "node_report", "evidence",
     "idempotency_key", "calendar_version", "calendar_day"],
)  # fmt: skip
@pytest.mark.parametrize(
    "verb", ["UPDATE {} SET district_id = 'x'", "DELETE FROM {}", "TRUNCATE {}"]
)
def test_the_product_may_not_touch_what_was_recorded(shared_house: House, table: str, verb: str):
    assert _state_of(_refused(shared_house, verb.format(table))) == "42501"


@pytest.mark.parametrize("table", [*SUBJECTS, "deadline", "outbox", "inbox", "person", "unit"])
def test_the_product_may_not_delete_anything(shared_house: House, table: str):
    assert _state_of(_refused(shared_house, f"DELETE FROM {table}")) == "42501"
    assert _state_of(_refused(shared_house, f"TRUNCATE {table} CASCADE")) == "42501"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail SET actor = 'x' WHERE subject_id = :mine",
        "UPDATE trail SET hash = hash WHERE subject_id = :mine",
        "DELETE FROM trail WHERE subject_id = :mine",
        "TRUNCATE trail",
    ],
)
def test_the_owner_itself_is_refused_at_the_trail(shared_house: House, statement: str):
    with (
        pytest.raises(DBAPIError) as refused,
        as_owner(shared_house, unguarded=False) as connection,
    ):
        connection.execute(text(statement), {"mine": MINE})
    assert _state_of(refused.value) == "JX001"


@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_of_a_subject_changes_without_a_record(shared_house: House, column: str):
    before = row(shared_house, "indicator", MINE)
    changed = CHANGED.get(column, "'anything else'")
    refused = _refused(shared_house, f"UPDATE indicator SET {column} = {changed} WHERE id = :mine")
    others = {
        "district_id": "23503",
        "unit_id": "23505",
        "revision": "23514",
    }  # refused even sooner
    assert _state_of(refused) == others.get(column, "JX002")
    assert row(shared_house, "indicator", MINE) == before


@pytest.mark.parametrize("kind", ["year", "phase", "indicator"])
def test_no_kind_moves_by_hand(shared_house: House, kind: str):
    refused = _refused(shared_house, f"UPDATE {kind} SET revision = revision + 1")
    assert _state_of(refused) == "JX002"


@pytest.mark.parametrize("kind", ["node", "gate"])
def test_no_kind_at_work_moves_by_hand(shared_working: House, kind: str):
    refused = _refused(shared_working, f"UPDATE {kind} SET lamp = 'red'")
    assert _state_of(refused) == "JX002"


def test_the_owner_does_not_move_a_subject_by_hand_either(shared_house: House):
    with (
        pytest.raises(DBAPIError) as refused,
        as_owner(shared_house, unguarded=False) as connection,
    ):
        connection.execute(text("UPDATE indicator SET state = 'scored' WHERE id = :m"), {"m": MINE})
    assert _state_of(refused.value) == "JX002"


def test_a_subject_is_not_smuggled_in_without_its_birth(shared_house: House):
    copied = (
        'INSERT INTO phase SELECT (jsonb_populate_record(p, \'{"id": "2017-new"}\')).* FROM phase p'
        " LIMIT 1"
    )
    assert _state_of(_refused(shared_house, copied)) == "JX002"
    assert not value(shared_house, "SELECT count(*) FROM phase WHERE id = '2017-new'")


def test_a_record_of_yesterday_does_not_cover_a_move_of_today(shared_working: House):
    node = "2017-D01-001-3"
    back = (
        "UPDATE node SET revision = revision + 1, head = t.hash FROM trail t"
        " WHERE t.subject_id = node.id AND t.number = node.revision AND node.id = :mine"
    )
    with shared_working.database.connect() as connection, pytest.raises(DBAPIError) as refused:
        connection.execute(text(back), {"mine": node})
    assert _state_of(refused.value) == "JX002"


def test_the_product_can_neither_lift_its_guards_nor_leave_its_role(shared_house: House):
    for statement in (
        "ALTER TABLE trail DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "DROP TRIGGER trail_append_only ON trail",
        "ALTER TABLE indicator DISABLE ROW LEVEL SECURITY",
        "DROP FUNCTION jixiao_demand_trail CASCADE",
    ):
        assert _state_of(_refused(shared_house, statement)) == "42501", statement


def test_the_product_works_in_a_role_without_rights_of_an_owner(shared_house: House):
    with shared_house.database.connect() as connection:
        role, owner = connection.execute(
            text(
                "SELECT current_user, (SELECT tableowner FROM pg_tables WHERE tablename = 'trail')"
            )
        ).one()
        rights = connection.execute(
            text("SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolcanlogin"
                 " FROM pg_roles WHERE rolname = current_user")
        ).one()  # fmt: skip
    assert role == "jixiao_app" != owner
    assert tuple(rights)[:4] == (False,) * 4
    # By the private socket of the embedded server it comes as itself, and is never the owner.
    assert rights.rolcanlogin == is_embedded(shared_house.database.address)


def _checks(house: House) -> list[tuple[str, str, list[str]]]:
    """List every CHECK over a closed list of words: table, column and words."""
    query = text(
        "SELECT conrelid::regclass::text AS t, pg_get_constraintdef(oid) AS said FROM pg_constraint"
        " WHERE contype = 'c' AND conrelid <> 0"
        " AND pg_get_constraintdef(oid) LIKE '%ARRAY[%' ORDER BY conname"
    )
    engine = owner_engine(house.database.address)
    with engine.connect() as connection:
        found = connection.execute(query).all()
    engine.dispose()
    listed: list[tuple[str, str, list[str]]] = []
    for table, said in found:
        column = said.partition("((")[2].partition(")")[0].strip("(")
        words = [part.split("'")[1] for part in said.partition("ARRAY[")[2].split(",")]
        listed.append((table, column, words))
    return listed


def test_every_word_of_every_list_can_be_stored_and_none_other(shared_house: House):
    """The CHECKs say what the lifecycles, lamps, categories and capacities say."""
    from states.capacity import Capacity  # noqa: PLC0415 - the lists compared with
    from states.catalogue import LIFECYCLES  # noqa: PLC0415
    from states.category import Category  # noqa: PLC0415
    from states.inspection import Conclusion  # noqa: PLC0415
    from states.lamp import Lamp  # noqa: PLC0415

    wanted: dict[tuple[str, str], set[str]] = {
        (kind, "state"): set(map(str, lifecycle.states)) for kind, lifecycle in LIFECYCLES.items()
    }
    wanted |= {(kind, "lamp"): set(map(str, Lamp)) for kind in LIFECYCLES}
    wanted |= {
        ("indicator", "category"): set(map(str, Category)),
        ("goal", "level"): {"city", "district"},
        ("goal", "scale"): {"points", "percent"},
        ("appeal", "about_kind"): {"indicator", "adjustment", "duty", "total"},
        ("access_token", "kind"): {"session", "personal", "calendar"},
        ("assignment", "capacity"): set(map(str, Capacity)) - {"system", "self"},
        ("inspection_round", "occasion"): {"mid_year", "year_end", "random"},
        ("inspection_round", "mode"): {"open", "secret", "on_paper"},
        ("inspection", "mode"): {"open", "secret", "on_paper"},
        ("inspection", "conclusion"): set(map(str, Conclusion)),
        ("inspection", "outcome"): set(map(str, Conclusion)),
        ("ballot_session", "mode"): {"on_site", "in_writing"},
        ("decision", "choice"): {"endorse", "oppose", "recall"},
        ("signer", "state"): {
            *("waiting", "asking", "signed", "opposed", "opined", "removed", "handed_over"),
        },
        ("delegation", "capacity"): set(map(str, Capacity))
        - {"judge", "inspector", "administrator", "system", "self"},
        ("delegation", "delegation_class"): {"dated", "deputy"},
        ("duty_report", "mode"): {"on_site", "in_writing"},
        ("evidence", "role"): {"evidence", "formal_document"},
        ("calendar_day", "kind"): {"rest", "work"},
        ("transfer", "category"): set(map(str, Category)),
        ("unit_change", "change_class"): {"rename", "merge", "split"},
        ("webhook_attempt", "outcome"): {"delivered", "failed", "given_up"},
        ("reaching_channel", "channel"): {"mail", "wecom", "dingtalk", "feishu", "webhook"},
        ("reaching_channel", "carries"): {"all", "urgent", "digest"},
        ("delivery", "sort"): {"message", "digest", "code"},
        ("delivery", "state"): {
            *("new", "gathered", "digested", "waiting", "sending", "delivered", "failed"),
            *("unknown", "withdrawn"),
        },
        ("delivery_attempt", "outcome"): {"delivered", "failed", "given_up", "unknown"},
    }
    assert {(t, c): set(words) for t, c, words in _checks(shared_house)} == wanted


@pytest.mark.parametrize("word", ["", "DRAFT", "draft ", "nonsense", "草稿"])
def test_no_other_word_is_stored_even_without_triggers(shared_house: House, word: str):
    with pytest.raises(DBAPIError) as refused, as_owner(shared_house) as connection:
        connection.execute(
            text("UPDATE indicator SET state = :w WHERE id = :m"), {"w": word, "m": MINE}
        )
    assert _state_of(refused.value) == "23514"
