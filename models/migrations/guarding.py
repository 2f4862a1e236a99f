"""Statements that put a new table under the database's own guard; for revisions from 0003 on.

A released revision must go on saying what it said, so what is here may grow, never change.
"""

from collections.abc import Iterator, Mapping

ALL = "coalesce(current_setting('jixiao.sight', true), '') IN ('', '*')"
OWN = (
    "unit_id IS NULL"
    " OR unit_id = ANY (string_to_array(current_setting('jixiao.sight', true), ','))"
    " OR assessor_id = ANY (string_to_array(current_setting('jixiao.sight', true), ','))"
)


def grown(table: str, column: str, words: str) -> Iterator[str]:
    """A closed list of words that has grown."""
    name = f"ck_{table}_{column}"
    yield f"ALTER TABLE {table} DROP CONSTRAINT {name}"
    yield f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IN ({words}))"


def subjects(seen: Mapping[str, str]) -> Iterator[str]:
    """Subjects: the trail is demanded, and each session sees its own.

    Args:
        seen: by table, the whole condition under which a session bound to units sees a row.
    """
    for table, condition in seen.items():
        yield f"GRANT SELECT, INSERT, UPDATE ON {table} TO jixiao_app"
        yield (
            f"CREATE CONSTRAINT TRIGGER {table}_demands_trail AFTER INSERT OR UPDATE ON {table} "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION jixiao_demand_trail()"
        )
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"CREATE POLICY sight ON {table} USING ({ALL} OR {condition})"


def seen_from_now_on(table: str, condition: str) -> str:
    """The whole condition under which a session bound to units sees a row of an older subject."""
    return f"ALTER POLICY sight ON {table} USING ({ALL} OR {condition})"


def appended(*tables: str) -> Iterator[str]:
    """Tables that are written once and never changed."""
    for table in tables:
        yield f"GRANT SELECT, INSERT ON {table} TO jixiao_app"
        yield (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION jixiao_append_only()"
        )
        yield (
            f"CREATE TRIGGER {table}_not_truncated BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION jixiao_append_only()"
        )


def free(*tables: str) -> Iterator[str]:
    """Tables that are written and changed without a trail of their own."""
    for table in tables:
        yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO jixiao_app"
