"""Foundation: all tables, and the database's own guards over trail, states and sight."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

import models.columns

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('calendar_day',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('version', sa.String(length=32), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.CheckConstraint("kind IN ('rest', 'work')", name=op.f('ck_calendar_day_kind')),
    sa.PrimaryKeyConstraint('district_id', 'version', 'day', name=op.f('pk_calendar_day'))
    )
    op.create_table('calendar_version',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('version', sa.String(length=32), nullable=False),
    sa.Column('years', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('basis', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'version', name=op.f('pk_calendar_version'))
    )
    op.create_table('deadline',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('subject_id', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=32), nullable=False),
    sa.Column('visit', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('start_on', sa.Date(), nullable=True),
    sa.Column('length', sa.Integer(), nullable=True),
    sa.Column('counting', sa.String(length=32), nullable=True),
    sa.Column('calendar_version', sa.String(length=32), nullable=False),
    sa.Column('extension', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('due_at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.Column('ladder', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('next_rung', sa.Integer(), nullable=False),
    sa.Column('next_at', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.Column('stopped_at', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.Column('set_aside', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.PrimaryKeyConstraint('district_id', 'kind', 'subject_id', 'name', 'visit', 'version', name=op.f('pk_deadline'))
    )
    op.create_index('ix_deadline_pending', 'deadline', ['next_at'], unique=False, postgresql_where=sa.text('next_at IS NOT NULL'))
    op.create_table('evidence',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('subject_id', sa.String(length=64), nullable=False),
    sa.Column('sha256', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('media_type', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('uploaded_by', sa.String(length=32), nullable=False),
    sa.Column('uploaded_at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.CheckConstraint("role IN ('evidence', 'formal_document')", name=op.f('ck_evidence_role')),
    sa.PrimaryKeyConstraint('district_id', 'kind', 'subject_id', 'sha256', name=op.f('pk_evidence'))
    )
    op.create_table('flow_ask',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('flow', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('asked_at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.Column('attempts', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'key', name=op.f('pk_flow_ask'))
    )
    op.create_table('idempotency_key',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('actor', sa.String(length=32), nullable=False),
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('fingerprint', sa.LargeBinary(length=32), nullable=False),
    sa.Column('answer', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'actor', 'key', name=op.f('pk_idempotency_key'))
    )
    op.create_table('outbox',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('subject_id', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(length=32), nullable=False),
    sa.Column('at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.Column('unit_id', sa.String(length=32), nullable=True),
    sa.Column('assessor_id', sa.String(length=32), nullable=True),
    sa.Column('capacities', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('delivered_at', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.Column('readers', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('district_id', 'kind', 'subject_id', 'number', 'topic', name=op.f('pk_outbox'))
    )
    op.create_index('ix_outbox_waiting', 'outbox', ['at'], unique=False, postgresql_where=sa.text('delivered_at IS NULL'))
    op.create_table('trail',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('subject_id', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.Column('trigger', sa.String(length=32), nullable=False),
    sa.Column('source', sa.String(length=32), nullable=True),
    sa.Column('target', sa.String(length=32), nullable=False),
    sa.Column('actor', sa.String(length=32), nullable=False),
    sa.Column('capacity', sa.String(length=32), nullable=False),
    sa.Column('on_behalf_of', sa.String(length=32), nullable=True),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('data', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('request_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('prev', sa.LargeBinary(length=32), nullable=False),
    sa.Column('hash', sa.LargeBinary(length=32), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'kind', 'subject_id', 'number', name=op.f('pk_trail'))
    )
    op.create_index('ix_trail_at', 'trail', ['district_id', 'at'], unique=False)
    op.create_table('unit',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('short_name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('subkind', sa.String(length=32), nullable=True),
    sa.Column('ranking_group', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('assessed', sa.Boolean(), nullable=False),
    sa.Column('sort', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_unit'))
    )
    op.create_table('adjustment',
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
    sa.Column('event', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('points', sa.Numeric(precision=12, scale=6), nullable=False),
    sa.Column('basis', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('document', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('about', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('proposed_by', sa.String(length=32), nullable=False),
    sa.Column('approved_by', sa.String(length=32), nullable=True),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_adjustment_lamp')),
    sa.CheckConstraint("state IN ('proposed', 'approved', 'rejected', 'revoked')", name=op.f('ck_adjustment_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_adjustment_revision')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_adjustment_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_adjustment'))
    )
    op.create_index('ix_adjustment_by_unit', 'adjustment', ['district_id', 'year', 'unit_id', 'state'], unique=False)
    op.create_index(op.f('ix_adjustment_year'), 'adjustment', ['year'], unique=False)
    op.create_table('deadline_fire',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('subject_id', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=32), nullable=False),
    sa.Column('visit', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('rung', sa.String(length=32), nullable=False),
    sa.Column('due_at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.Column('fired_at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'kind', 'subject_id', 'name', 'visit', 'version'], ['deadline.district_id', 'deadline.kind', 'deadline.subject_id', 'deadline.name', 'deadline.visit', 'deadline.version'], name=op.f('fk_deadline_fire_district_id_kind_subject_id_name_visit_version')),
    sa.PrimaryKeyConstraint('district_id', 'kind', 'subject_id', 'name', 'visit', 'version', 'rung', name=op.f('pk_deadline_fire'))
    )
    op.create_table('document',
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
    sa.Column('document_class', sa.String(length=32), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('document_number', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('facts', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('received_on', sa.Date(), nullable=True),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_document_lamp')),
    sa.CheckConstraint("state IN ('drafted', 'approved', 'issued', 'received')", name=op.f('ck_document_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_document_revision')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_document_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_document'))
    )
    op.create_index(op.f('ix_document_year'), 'document', ['year'], unique=False)
    op.create_table('gate',
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
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('label', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('phase_key', sa.String(length=32), nullable=False),
    sa.Column('requested_by', sa.String(length=32), nullable=False),
    sa.Column('needed', sa.Integer(), nullable=False),
    sa.Column('deciders', sa.Integer(), nullable=False),
    sa.Column('yes', sa.Integer(), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_gate_lamp')),
    sa.CheckConstraint("state IN ('requested', 'approved', 'rejected', 'withdrawn', 'lapsed')", name=op.f('ck_gate_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_gate_revision')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_gate_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_gate'))
    )
    op.create_index(op.f('ix_gate_year'), 'gate', ['year'], unique=False)
    op.create_table('indicator',
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
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('category', sa.String(length=32), nullable=False),
    sa.Column('weight', sa.Numeric(precision=6, scale=2), nullable=False),
    sa.Column('level1', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('level2', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('level3', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('target', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('target_number', sa.Numeric(precision=20, scale=6), nullable=True),
    sa.Column('challenge', sa.Numeric(precision=20, scale=6), nullable=True),
    sa.Column('last_year', sa.Numeric(precision=20, scale=6), nullable=True),
    sa.Column('deadline', sa.Date(), nullable=True),
    sa.Column('method', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('parameters', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('nodes', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('basis', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('remark', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('declared_by', sa.String(length=32), nullable=True),
    sa.Column('opinion', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('inputs', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('points', sa.Numeric(precision=12, scale=6), nullable=True),
    sa.CheckConstraint("category IN ('key', 'own_function', 'differential', 'common')", name=op.f('ck_indicator_category')),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_indicator_lamp')),
    sa.CheckConstraint("state IN ('draft', 'declared', 'returned', 'reviewed', 'in_progress', 'verified', 'scored', 'cancelled')", name=op.f('ck_indicator_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_indicator_revision')),
    sa.ForeignKeyConstraint(['district_id', 'assessor_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_indicator_district_id_assessor_id')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_indicator_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_indicator')),
    sa.UniqueConstraint('district_id', 'year', 'unit_id', 'number', name=op.f('uq_indicator_district_id_year_unit_id_number'))
    )
    op.create_index('ix_indicator_by_assessor', 'indicator', ['district_id', 'year', 'assessor_id', 'state'], unique=False)
    op.create_index('ix_indicator_by_unit', 'indicator', ['district_id', 'year', 'unit_id', 'state'], unique=False)
    op.create_index(op.f('ix_indicator_year'), 'indicator', ['year'], unique=False)
    op.create_table('person',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('unit_id', sa.String(length=32), nullable=True),
    sa.Column('password_hash', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('locked_until', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.Column('disabled', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_person_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_person'))
    )
    op.create_table('phase',
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
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('label', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('opens', sa.Date(), nullable=False),
    sa.Column('closes', sa.Date(), nullable=False),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_phase_lamp')),
    sa.CheckConstraint("state IN ('planned', 'open', 'closed')", name=op.f('ck_phase_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_phase_revision')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_phase_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_phase'))
    )
    op.create_index(op.f('ix_phase_year'), 'phase', ['year'], unique=False)
    op.create_table('rectification_plan',
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
    sa.Column('document_id', sa.String(length=64), nullable=False),
    sa.Column('items', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=True),
    sa.Column('received_how', sa.String(length=32), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('due_at', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.Column('declared_by', sa.String(length=32), nullable=True),
    sa.Column('declared_at', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('returns', sa.Integer(), nullable=False),
    sa.Column('points', sa.Numeric(precision=12, scale=6), nullable=True),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_rectification_plan_lamp')),
    sa.CheckConstraint("state IN ('issued', 'declared', 'returned', 'reviewed', 'in_progress', 'verified', 'scored')", name=op.f('ck_rectification_plan_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_rectification_plan_revision')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_rectification_plan_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_rectification_plan'))
    )
    op.create_index(op.f('ix_rectification_plan_year'), 'rectification_plan', ['year'], unique=False)
    op.create_table('request',
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
    sa.Column('asks', sa.String(length=32), nullable=False),
    sa.Column('about_kind', sa.String(length=32), nullable=False),
    sa.Column('about_id', sa.String(length=64), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('reason_class', sa.String(length=32), nullable=False),
    sa.Column('document', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('due_day', sa.Date(), nullable=True),
    sa.Column('changes', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('requested_by', sa.String(length=32), nullable=False),
    sa.Column('decided_by', sa.String(length=32), nullable=True),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_request_lamp')),
    sa.CheckConstraint("state IN ('requested', 'granted', 'refused')", name=op.f('ck_request_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_request_revision')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_request_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_request'))
    )
    op.create_index('ix_request_about', 'request', ['district_id', 'about_kind', 'about_id'], unique=False)
    op.create_index(op.f('ix_request_year'), 'request', ['year'], unique=False)
    op.create_table('result',
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
    sa.Column('duty_marks', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('daily', sa.Numeric(precision=12, scale=6), nullable=True),
    sa.Column('duty', sa.Numeric(precision=12, scale=6), nullable=True),
    sa.Column('adjustments', sa.Numeric(precision=12, scale=6), nullable=True),
    sa.Column('total', sa.Numeric(precision=12, scale=6), nullable=True),
    sa.Column('grade', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('group_rank', sa.Integer(), nullable=True),
    sa.Column('explanation', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_result_lamp')),
    sa.CheckConstraint("state IN ('trial', 'confirmed', 'published')", name=op.f('ck_result_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_result_revision')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_result_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_result')),
    sa.UniqueConstraint('district_id', 'year', 'unit_id', name=op.f('uq_result_district_id_year_unit_id'))
    )
    op.create_index(op.f('ix_result_year'), 'result', ['year'], unique=False)
    op.create_table('year',
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
    sa.Column('plan_name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('plan_digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('plan', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('calendar_version', sa.String(length=32), nullable=False),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_year_lamp')),
    sa.CheckConstraint("state IN ('in_force', 'closed')", name=op.f('ck_year_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_year_revision')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_year_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_year'))
    )
    op.create_index(op.f('ix_year_year'), 'year', ['year'], unique=False)
    op.create_table('access_token',
    sa.Column('digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('label', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('issued_at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.Column('expires_at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.Column('revoked_at', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['district_id', 'person_id'], ['person.district_id', 'person.id'], name=op.f('fk_access_token_district_id_person_id')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_access_token'))
    )
    op.create_index('ix_access_token_by_person', 'access_token', ['district_id', 'person_id'], unique=False)
    op.create_table('assignment',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('capacity', sa.String(length=32), nullable=False),
    sa.Column('unit_id', sa.String(length=32), nullable=True),
    sa.Column('from_day', sa.Date(), nullable=False),
    sa.Column('until_day', sa.Date(), nullable=True),
    sa.CheckConstraint("capacity IN ('unit_clerk', 'unit_head', 'examiner', 'office_clerk', 'office_director', 'conference_member', 'district_leader', 'judge', 'inspector', 'supervisor', 'administrator')", name=op.f('ck_assignment_capacity')),
    sa.ForeignKeyConstraint(['district_id', 'person_id'], ['person.district_id', 'person.id'], name=op.f('fk_assignment_district_id_person_id')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_assignment_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_assignment'))
    )
    op.create_index('ix_assignment_by_person', 'assignment', ['district_id', 'person_id'], unique=False)
    op.create_index('ix_assignment_by_unit', 'assignment', ['district_id', 'capacity', 'unit_id'], unique=False)
    op.create_table('decision',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('gate_id', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('choice', sa.String(length=32), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('decided_at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.CheckConstraint("choice IN ('endorse', 'oppose')", name=op.f('ck_decision_choice')),
    sa.ForeignKeyConstraint(['district_id', 'gate_id'], ['gate.district_id', 'gate.id'], name=op.f('fk_decision_district_id_gate_id')),
    sa.PrimaryKeyConstraint('district_id', 'gate_id', 'person_id', name=op.f('pk_decision'))
    )
    op.create_table('inbox',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('subject_id', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(length=32), nullable=False),
    sa.Column('at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('read_at', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['district_id', 'person_id'], ['person.district_id', 'person.id'], name=op.f('fk_inbox_district_id_person_id')),
    sa.PrimaryKeyConstraint('district_id', 'person_id', 'kind', 'subject_id', 'number', 'topic', name=op.f('pk_inbox'))
    )
    op.create_index('ix_inbox_by_person', 'inbox', ['district_id', 'person_id', 'at'], unique=False)
    op.create_table('indicator_version',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('indicator_id', sa.String(length=64), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('content', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('frozen_at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'indicator_id'], ['indicator.district_id', 'indicator.id'], name=op.f('fk_indicator_version_district_id_indicator_id')),
    sa.PrimaryKeyConstraint('district_id', 'indicator_id', 'version', name=op.f('pk_indicator_version'))
    )
    op.create_table('node',
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
    sa.Column('indicator_id', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('taken_in', sa.Boolean(), nullable=False),
    sa.Column('draft', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('report', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('returns', sa.Integer(), nullable=False),
    sa.Column('reported_by', sa.String(length=32), nullable=True),
    sa.Column('first_reported_at', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.Column('reported_at', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.Column('resubmit_by', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.Column('late_days', sa.Integer(), nullable=True),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_node_lamp')),
    sa.CheckConstraint("state IN ('pending', 'reported', 'returned', 'accepted', 'missed', 'cancelled')", name=op.f('ck_node_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_node_revision')),
    sa.ForeignKeyConstraint(['district_id', 'indicator_id'], ['indicator.district_id', 'indicator.id'], name=op.f('fk_node_district_id_indicator_id')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_node_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_node')),
    sa.UniqueConstraint('district_id', 'indicator_id', 'number', name=op.f('uq_node_district_id_indicator_id_number'))
    )
    op.create_index('ix_node_by_assessor', 'node', ['district_id', 'year', 'assessor_id', 'state'], unique=False)
    op.create_index('ix_node_by_unit', 'node', ['district_id', 'year', 'unit_id', 'state', 'lamp'], unique=False)
    op.create_index(op.f('ix_node_year'), 'node', ['year'], unique=False)
    op.create_table('score',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('indicator_id', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('method', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('method_version', sa.String(length=32), nullable=False),
    sa.Column('inputs', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('points', sa.Numeric(precision=12, scale=6), nullable=False),
    sa.Column('explanation', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'indicator_id'], ['indicator.district_id', 'indicator.id'], name=op.f('fk_score_district_id_indicator_id')),
    sa.PrimaryKeyConstraint('district_id', 'indicator_id', 'number', name=op.f('pk_score'))
    )
    op.create_table('node_report',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('node_id', sa.String(length=64), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('content', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('evidence', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('signed_by', sa.String(length=32), nullable=False),
    sa.Column('signed_at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'node_id'], ['node.district_id', 'node.id'], name=op.f('fk_node_report_district_id_node_id')),
    sa.PrimaryKeyConstraint('district_id', 'node_id', 'version', name=op.f('pk_node_report'))
    )

    for statement in GUARDS:
        op.execute(statement)


SUBJECTS = (
    "year", "phase", "gate", "indicator", "node", "request", "adjustment", "result", "document",
    "rectification_plan",
)
WITH_SIGHT = (
    "indicator", "node", "request", "adjustment", "result", "document", "rectification_plan",
)
APPENDED = (
    "trail", "deadline_fire", "decision", "indicator_version", "score", "node_report", "evidence",
    "idempotency_key",
)
FREE = (
    "unit", "person", "assignment", "access_token", "calendar_day", "calendar_version", "deadline",
    "outbox", "inbox", "flow_ask",
)

GUARDS = (
    # The role the product works in; a cluster has it once, whatever the number of databases.
    """
    DO $$ BEGIN
        CREATE ROLE jixiao_app NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$
    """,
    """
    DO $$ BEGIN
        -- From 16 on whoever creates a role may grant it, but not yet work in it.
        IF NOT pg_has_role(current_user, 'jixiao_app', CASE
            WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)
        THEN
            EXECUTE format('GRANT jixiao_app TO %I', current_user);
        END IF;
    END $$
    """,
    "GRANT USAGE ON SCHEMA public TO jixiao_app",
    "GRANT SELECT ON alembic_version TO jixiao_app",
    *(f"GRANT SELECT, INSERT, UPDATE ON {table} TO jixiao_app" for table in SUBJECTS),
    *(f"GRANT SELECT, INSERT ON {table} TO jixiao_app" for table in APPENDED),
    *(f"GRANT SELECT, INSERT, UPDATE ON {table} TO jixiao_app" for table in FREE),
    # What was recorded stays, whoever asks, the owner included.
    """
    CREATE FUNCTION jixiao_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'JX001';
    END $$
    """,
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
    # No subject changes in any column without the record that says so, in the same transaction.
    """
    CREATE FUNCTION jixiao_demand_trail() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.revision <= OLD.revision THEN
            RAISE EXCEPTION '% % changed without a trail record', TG_TABLE_NAME, NEW.id
                USING ERRCODE = 'JX002';
        END IF;
        PERFORM 1 FROM trail
            WHERE district_id = NEW.district_id AND kind = TG_TABLE_NAME AND subject_id = NEW.id
              AND number = NEW.revision AND target = NEW.state AND hash = NEW.head;
        IF NOT FOUND THEN
            RAISE EXCEPTION '% % moved without a trail record', TG_TABLE_NAME, NEW.id
                USING ERRCODE = 'JX002';
        END IF;
        RETURN NULL;
    END $$
    """,
    *(
        f"CREATE CONSTRAINT TRIGGER {table}_demands_trail AFTER INSERT OR UPDATE ON {table} "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION jixiao_demand_trail()"
        for table in SUBJECTS
    ),
    # Several subjects in one statement stand or fall together.
    """
    CREATE FUNCTION jixiao_conflict(subject text) RETURNS integer LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'conflict on %', subject USING ERRCODE = 'JX409';
    END $$
    """,
    # A session bound to units sees theirs and what they examine; `*` or nothing sees all.
    *(
        statement
        for table in WITH_SIGHT
        for statement in (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"""
            CREATE POLICY sight ON {table} USING (
                coalesce(current_setting('jixiao.sight', true), '') IN ('', '*')
                OR unit_id IS NULL
                OR unit_id = ANY (string_to_array(current_setting('jixiao.sight', true), ','))
                OR assessor_id = ANY (string_to_array(current_setting('jixiao.sight', true), ','))
            )
            """,
        )
    ),
)
