"""The rule book: goals, inspections, the year's end, appeals, changes of bodies, and their guards."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

import models.columns

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('assignment', sa.Column('scope', sa.String(length=32), server_default='', nullable=False))

    for statement in GUARDS:
        op.execute(statement)


#: Subjects of the district's units, with the trail's guard and each session's sight.
SUBJECTS = ()
#: Subjects, and what puts them in sight besides their unit and examiner.
SEEN_BESIDES = {}
#: Closed lists of words of older tables that have grown: table, column, words.
CHECKS = ()
#: Written once, never changed.
APPENDED = ()
#: Written and changed without a trail of their own.
FREE = ()

GUARDS = (
    *(
        statement
        for table, column, words in CHECKS
        for statement in (
            f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{column}",
            f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{column} CHECK ({column} IN ({words}))",
        )
    ),
    *(f"GRANT SELECT, INSERT, UPDATE ON {table} TO jixiao_app" for table in SUBJECTS),
    *(f"GRANT SELECT, INSERT ON {table} TO jixiao_app" for table in APPENDED),
    *(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO jixiao_app" for table in FREE),
    *(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION jixiao_append_only()"
        for table in APPENDED
    ),
    *(
        f"CREATE TRIGGER {table}_not_truncated BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION jixiao_append_only()"
        for table in APPENDED
    ),
    *(
        f"CREATE CONSTRAINT TRIGGER {table}_demands_trail AFTER INSERT OR UPDATE ON {table} "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION jixiao_demand_trail()"
        for table in SUBJECTS
    ),
    # A session bound to units sees theirs and what they examine; `*` or nothing sees all.
    *(
        statement
        for table in SUBJECTS
        for statement in (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"""
            CREATE POLICY sight ON {table} USING (
                coalesce(current_setting('jixiao.sight', true), '') IN ('', '*')
                OR unit_id IS NULL
                OR unit_id = ANY (string_to_array(current_setting('jixiao.sight', true), ','))
                OR assessor_id = ANY (string_to_array(current_setting('jixiao.sight', true), ','))
                {SEEN_BESIDES.get(table, "")}
            )
            """,
        )
    ),
)
