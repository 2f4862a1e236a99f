"""Supervision notices, talks and alarms; whose turn it is at a contingency plan."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

import models.columns
from models.migrations.guarding import OWN, subjects

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

#: The words of the states as of this revision.
STATES = {
    "supervision_notice": "'issued', 'received', 'answered', 'closed', 'withdrawn'",
    "talk": "'proposed', 'convened', 'waived', 'recorded'",
    "alarm": "'raised', 'cleared'",
}
#: New subjects, and the whole condition under which a session bound to units sees a row.
SEEN = {
    "supervision_notice": OWN,
    # A unit does not learn of a talk before it is decided.
    "talk": "unit_id = ANY (string_to_array(current_setting('jixiao.sight', true), ','))"
    " AND talk_on IS NOT NULL",
    "alarm": "unit_id = ANY (string_to_array(current_setting('jixiao.sight', true), ','))",
}


def _subject(kind: str, *columns: sa.Column) -> None:
    op.create_table(kind,
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.String(length=32), nullable=True),
    sa.Column('assessor_id', sa.String(length=32), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('head', sa.LargeBinary(length=32), nullable=False),
    sa.Column('lamp', sa.String(length=32), nullable=False),
    sa.Column('overdue_since', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.Column('moved_at', models.columns.UtcMoment(timezone=True), nullable=False),
    *columns,
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f(f'ck_{kind}_lamp')),
    sa.CheckConstraint(f"state IN ({STATES[kind]})", name=op.f(f'ck_{kind}_state')),
    sa.CheckConstraint('revision >= 0', name=op.f(f'ck_{kind}_revision')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f(f'fk_{kind}_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f(f'pk_{kind}'))
    )
    op.create_index(op.f(f'ix_{kind}_year'), kind, ['year'], unique=False)
    op.create_index(f'ix_{kind}_by_move', kind, ['district_id', 'moved_at', 'id'], unique=False)


def upgrade() -> None:
    _subject('supervision_notice',
    sa.Column('about_kind', sa.String(length=32), nullable=False),
    sa.Column('about_id', sa.String(length=64), nullable=False),
    sa.Column('matter', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('clock', sa.String(length=32), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('issued_by', sa.String(length=32), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=True),
    sa.Column('answer', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('answered_by', sa.String(length=32), nullable=True),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.Column('returns', sa.Integer(), nullable=False),
    )
    _subject('talk',
    sa.Column('about_kind', sa.String(length=32), nullable=False),
    sa.Column('about_id', sa.String(length=64), nullable=False),
    sa.Column('matter', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('proposed_by', sa.String(length=32), nullable=False),
    sa.Column('decided_by', sa.String(length=32), nullable=True),
    sa.Column('talk_on', sa.Date(), nullable=True),
    sa.Column('place', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('led_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('attendees', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('minutes', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    )
    _subject('alarm',
    sa.Column('wanted', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('waiting', sa.Integer(), nullable=False),
    sa.Column('kinds', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    )
    for kind in ('supervision_notice', 'talk'):
        op.create_index(f'ix_{kind}_about', kind, ['district_id', 'about_kind', 'about_id'], unique=False)
    op.add_column('contingency_plan', sa.Column('returned', sa.Boolean(), server_default='false', nullable=False))

    for statement in subjects(SEEN):
        op.execute(statement)
