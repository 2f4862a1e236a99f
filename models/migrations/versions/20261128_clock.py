"""The statutory clock: suspensions, clocks that stand, calendar versions with their document."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import models.columns
from models.migrations.guarding import OWN, appended, subjects

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('suspension',
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
    sa.Column('about_kind', sa.String(length=32), nullable=False),
    sa.Column('about_id', sa.String(length=64), nullable=False),
    sa.Column('deadline', sa.String(length=32), nullable=False),
    sa.Column('start_on', sa.Date(), nullable=True),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('resumed_on', sa.Date(), nullable=True),
    sa.Column('ground', sa.String(length=32), nullable=False),
    sa.Column('label', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('basis', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('document', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('cause_id', sa.String(length=64), nullable=True),
    sa.Column('begun_by', sa.String(length=32), nullable=False),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_suspension_lamp')),
    sa.CheckConstraint("state IN ('standing', 'ended', 'revoked')", name=op.f('ck_suspension_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_suspension_revision')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_suspension_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_suspension'))
    )
    op.create_index(op.f('ix_suspension_year'), 'suspension', ['year'], unique=False)
    op.create_index('ix_suspension_by_move', 'suspension', ['district_id', 'moved_at', 'id'], unique=False)
    op.create_index('ix_suspension_by_about', 'suspension', ['district_id', 'about_kind', 'about_id'], unique=False)
    op.create_index('ix_suspension_by_cause', 'suspension', ['district_id', 'cause_id'], unique=False)

    # A clock that stands has no due day.
    op.alter_column('deadline', 'due_on', existing_type=sa.Date(), nullable=True)
    op.alter_column('deadline', 'due_at', existing_type=models.columns.UtcMoment(timezone=True), nullable=True)
    op.add_column('deadline', sa.Column('rolls', sa.Boolean(), nullable=True))
    op.add_column('deadline', sa.Column('number', sa.Integer(), nullable=True))
    op.add_column('calendar_version', sa.Column('document', sqlmodel.sql.sqltypes.AutoString(), server_default='', nullable=False))
    op.add_column('calendar_version', sa.Column('entered_by', sa.String(length=32), nullable=True))
    op.add_column('calendar_version', sa.Column('entered_at', models.columns.UtcMoment(timezone=True), nullable=True))

    for table in APPENDED:
        op.add_column(table, sa.Column('year_id', sa.String(length=64), nullable=True))

    for statement in GUARDS:
        op.execute(statement)


#: New subjects, and the whole condition under which a session bound to units sees a row.
SUBJECTS = {"suspension": OWN}
#: Written once, never changed: what was counted by it stays checkable.
APPENDED = ("calendar_day", "calendar_version")

GUARDS = (
    *subjects(SUBJECTS),
    *(f"REVOKE UPDATE, DELETE ON {table} FROM jixiao_app" for table in APPENDED),
    *appended(*APPENDED),
)
