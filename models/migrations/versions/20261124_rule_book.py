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
    op.create_table('appeal',
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
    sa.Column('result_id', sa.String(length=64), nullable=False),
    sa.Column('about_kind', sa.String(length=32), nullable=False),
    sa.Column('about_id', sa.String(length=64), nullable=False),
    sa.Column('grounds', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('filed_by', sa.String(length=32), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('decided_by', sa.String(length=32), nullable=True),
    sa.Column('decision', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('document', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('remedy', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.CheckConstraint("about_kind IN ('indicator', 'adjustment', 'duty', 'total')", name=op.f('ck_appeal_about_kind')),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_appeal_lamp')),
    sa.CheckConstraint("state IN ('filed', 'accepted', 'upheld', 'dismissed', 'withdrawn')", name=op.f('ck_appeal_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_appeal_revision')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_appeal_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_appeal'))
    )
    op.create_index('ix_appeal_about', 'appeal', ['district_id', 'about_kind', 'about_id'], unique=False)
    op.create_index(op.f('ix_appeal_year'), 'appeal', ['year'], unique=False)
    op.create_table('ballot_session',
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
    sa.Column('label', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('mode', sa.String(length=32), nullable=False),
    sa.Column('units', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('groups', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('claimed', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('returned', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('papers', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('invalid', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('locked_by', sa.String(length=32), nullable=True),
    sa.Column('marks_digest', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_ballot_session_lamp')),
    sa.CheckConstraint("mode IN ('on_site', 'in_writing')", name=op.f('ck_ballot_session_mode')),
    sa.CheckConstraint("state IN ('prepared', 'open', 'locked', 'published', 'void')", name=op.f('ck_ballot_session_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_ballot_session_revision')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_ballot_session_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_ballot_session'))
    )
    op.create_index(op.f('ix_ballot_session_year'), 'ballot_session', ['year'], unique=False)
    op.create_table('detailed_rules',
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
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('units', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('drafted_by', sa.String(length=32), nullable=False),
    sa.Column('issued_by', sa.String(length=32), nullable=True),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('filed_on', sa.Date(), nullable=True),
    sa.Column('returns', sa.Integer(), nullable=False),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_detailed_rules_lamp')),
    sa.CheckConstraint("state IN ('drafted', 'issued', 'filed', 'returned', 'superseded')", name=op.f('ck_detailed_rules_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_detailed_rules_revision')),
    sa.ForeignKeyConstraint(['district_id', 'assessor_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_detailed_rules_district_id_assessor_id')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_detailed_rules_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_detailed_rules')),
    sa.UniqueConstraint('district_id', 'year', 'assessor_id', 'number', name=op.f('uq_detailed_rules_district_id_year_assessor_id_number'))
    )
    op.create_index(op.f('ix_detailed_rules_year'), 'detailed_rules', ['year'], unique=False)
    op.create_table('duty_report',
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
    sa.Column('mode', sa.String(length=32), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('submitted_by', sa.String(length=32), nullable=True),
    sa.Column('submitted_on', sa.Date(), nullable=True),
    sa.Column('late', sa.Boolean(), nullable=True),
    sa.Column('returns', sa.Integer(), nullable=False),
    sa.Column('presented_on', sa.Date(), nullable=True),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_duty_report_lamp')),
    sa.CheckConstraint("mode IN ('on_site', 'in_writing')", name=op.f('ck_duty_report_mode')),
    sa.CheckConstraint("state IN ('drafted', 'submitted', 'presented')", name=op.f('ck_duty_report_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_duty_report_revision')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_duty_report_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_duty_report'))
    )
    op.create_index(op.f('ix_duty_report_year'), 'duty_report', ['year'], unique=False)
    op.create_table('goal',
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
    sa.Column('level', sa.String(length=32), nullable=False),
    sa.Column('document', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('document_number', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('level1', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('level2', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('target', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('target_number', sa.Numeric(precision=20, scale=6), nullable=True),
    sa.Column('challenge', sa.Numeric(precision=20, scale=6), nullable=True),
    sa.Column('by', sa.Date(), nullable=False),
    sa.Column('contributors', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('scale', sa.String(length=32), nullable=True),
    sa.Column('self_score', sa.Numeric(precision=12, scale=6), nullable=True),
    sa.Column('examiner_score', sa.Numeric(precision=12, scale=6), nullable=True),
    sa.Column('city_score', sa.Numeric(precision=12, scale=6), nullable=True),
    sa.Column('differences', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_goal_lamp')),
    sa.CheckConstraint("level IN ('city', 'district')", name=op.f('ck_goal_level')),
    sa.CheckConstraint("scale IN ('points', 'percent')", name=op.f('ck_goal_scale')),
    sa.CheckConstraint("state IN ('collected', 'dispatched', 'accepted', 'covered', 'withdrawn')", name=op.f('ck_goal_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_goal_revision')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_goal_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_goal'))
    )
    op.create_index('ix_goal_by_unit', 'goal', ['district_id', 'year', 'unit_id', 'state'], unique=False)
    op.create_index(op.f('ix_goal_year'), 'goal', ['year'], unique=False)
    op.create_table('inspection_round',
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
    sa.Column('label', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('occasion', sa.String(length=32), nullable=False),
    sa.Column('mode', sa.String(length=32), nullable=False),
    sa.Column('draws_on', sa.Date(), nullable=False),
    sa.Column('matters', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('seed', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('planned_by', sa.String(length=32), nullable=False),
    sa.Column('drawn_on', sa.Date(), nullable=True),
    sa.Column('population', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('population_digest', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('rates', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('minimum', sa.Integer(), nullable=True),
    sa.Column('sample', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_inspection_round_lamp')),
    sa.CheckConstraint("mode IN ('open', 'secret', 'on_paper')", name=op.f('ck_inspection_round_mode')),
    sa.CheckConstraint("occasion IN ('mid_year', 'year_end', 'random')", name=op.f('ck_inspection_round_occasion')),
    sa.CheckConstraint("state IN ('planned', 'drawn', 'closed', 'withdrawn')", name=op.f('ck_inspection_round_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_inspection_round_revision')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_inspection_round_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_inspection_round')),
    sa.UniqueConstraint('district_id', 'year', 'number', name=op.f('uq_inspection_round_district_id_year_number'))
    )
    op.create_index(op.f('ix_inspection_round_year'), 'inspection_round', ['year'], unique=False)
    op.create_table('self_evaluation',
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
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('points', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('submitted_by', sa.String(length=32), nullable=True),
    sa.Column('submitted_on', sa.Date(), nullable=True),
    sa.Column('late', sa.Boolean(), nullable=True),
    sa.Column('returns', sa.Integer(), nullable=False),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_self_evaluation_lamp')),
    sa.CheckConstraint("state IN ('drafted', 'submitted')", name=op.f('ck_self_evaluation_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_self_evaluation_revision')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_self_evaluation_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_self_evaluation'))
    )
    op.create_index(op.f('ix_self_evaluation_year'), 'self_evaluation', ['year'], unique=False)
    op.create_table('unit_change',
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
    sa.Column('change_class', sa.String(length=32), nullable=False),
    sa.Column('document', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('from_units', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('to_units', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('allocation', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('proposed_by', sa.String(length=32), nullable=False),
    sa.Column('decided_by', sa.String(length=32), nullable=True),
    sa.CheckConstraint("change_class IN ('rename', 'merge', 'split')", name=op.f('ck_unit_change_change_class')),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_unit_change_lamp')),
    sa.CheckConstraint("state IN ('proposed', 'approved', 'effected', 'rejected', 'withdrawn')", name=op.f('ck_unit_change_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_unit_change_revision')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_unit_change_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_unit_change'))
    )
    op.create_index(op.f('ix_unit_change_year'), 'unit_change', ['year'], unique=False)
    op.create_table('unit_name',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('unit_id', sa.String(length=32), nullable=False),
    sa.Column('from_day', sa.Date(), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('short_name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_unit_name_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'unit_id', 'from_day', name=op.f('pk_unit_name'))
    )
    op.create_table('ballot',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('ballot_session_id', sa.String(length=64), nullable=False),
    sa.Column('digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('judge_group', sa.String(length=32), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'ballot_session_id'], ['ballot_session.district_id', 'ballot_session.id'], name=op.f('fk_ballot_district_id_ballot_session_id')),
    sa.PrimaryKeyConstraint('district_id', 'ballot_session_id', 'digest', name=op.f('pk_ballot'))
    )
    op.create_table('contingency_plan',
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
    sa.Column('goal_id', sa.String(length=64), nullable=False),
    sa.Column('measures', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('nodes', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('risks', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('drafted_by', sa.String(length=32), nullable=False),
    sa.Column('approved_by', sa.String(length=32), nullable=True),
    sa.Column('returns', sa.Integer(), nullable=False),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_contingency_plan_lamp')),
    sa.CheckConstraint("state IN ('drafted', 'approved', 'active', 'closed')", name=op.f('ck_contingency_plan_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_contingency_plan_revision')),
    sa.ForeignKeyConstraint(['district_id', 'goal_id'], ['goal.district_id', 'goal.id'], name=op.f('fk_contingency_plan_district_id_goal_id')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_contingency_plan_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_contingency_plan')),
    sa.UniqueConstraint('district_id', 'goal_id', name=op.f('uq_contingency_plan_district_id_goal_id'))
    )
    op.create_index(op.f('ix_contingency_plan_year'), 'contingency_plan', ['year'], unique=False)
    op.create_table('feedback',
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
    sa.Column('goal_id', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('document', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('answer', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('answered_by', sa.String(length=32), nullable=True),
    sa.Column('answered_at', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('returns', sa.Integer(), nullable=False),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_feedback_lamp')),
    sa.CheckConstraint("state IN ('received', 'answered', 'closed')", name=op.f('ck_feedback_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_feedback_revision')),
    sa.ForeignKeyConstraint(['district_id', 'goal_id'], ['goal.district_id', 'goal.id'], name=op.f('fk_feedback_district_id_goal_id')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_feedback_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_feedback')),
    sa.UniqueConstraint('district_id', 'goal_id', 'number', name=op.f('uq_feedback_district_id_goal_id_number'))
    )
    op.create_index(op.f('ix_feedback_year'), 'feedback', ['year'], unique=False)
    op.create_table('mark',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('ballot_session_id', sa.String(length=64), nullable=False),
    sa.Column('judge_group', sa.String(length=32), nullable=False),
    sa.Column('unit_id', sa.String(length=32), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('mark', sa.Numeric(precision=12, scale=6), nullable=True),
    sa.ForeignKeyConstraint(['district_id', 'ballot_session_id'], ['ballot_session.district_id', 'ballot_session.id'], name=op.f('fk_mark_district_id_ballot_session_id')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_mark_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'ballot_session_id', 'judge_group', 'unit_id', 'place', name=op.f('pk_mark'))
    )
    op.create_table('result_version',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('result_id', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('daily', sa.Numeric(precision=12, scale=6), nullable=True),
    sa.Column('duty', sa.Numeric(precision=12, scale=6), nullable=True),
    sa.Column('adjustments', sa.Numeric(precision=12, scale=6), nullable=True),
    sa.Column('total', sa.Numeric(precision=12, scale=6), nullable=True),
    sa.Column('grade', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('group_rank', sa.Integer(), nullable=True),
    sa.Column('explanation', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('published_at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.Column('gate_id', sa.String(length=64), nullable=False),
    sa.Column('document_id', sa.String(length=64), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'result_id'], ['result.district_id', 'result.id'], name=op.f('fk_result_version_district_id_result_id')),
    sa.PrimaryKeyConstraint('district_id', 'result_id', 'number', name=op.f('pk_result_version'))
    )
    op.create_table('voter',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('ballot_session_id', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('judge_group', sa.String(length=32), nullable=False),
    sa.Column('units', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'ballot_session_id'], ['ballot_session.district_id', 'ballot_session.id'], name=op.f('fk_voter_district_id_ballot_session_id')),
    sa.ForeignKeyConstraint(['district_id', 'person_id'], ['person.district_id', 'person.id'], name=op.f('fk_voter_district_id_person_id')),
    sa.PrimaryKeyConstraint('district_id', 'ballot_session_id', 'person_id', name=op.f('pk_voter'))
    )
    op.create_table('transfer',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('unit_change_id', sa.String(length=64), nullable=False),
    sa.Column('indicator_id', sa.String(length=64), nullable=False),
    sa.Column('from_unit', sa.String(length=32), nullable=False),
    sa.Column('to_unit', sa.String(length=32), nullable=False),
    sa.Column('category', sa.String(length=32), nullable=False),
    sa.Column('weight', sa.Numeric(precision=6, scale=2), nullable=False),
    sa.CheckConstraint("category IN ('key', 'own_function', 'differential', 'common')", name=op.f('ck_transfer_category')),
    sa.ForeignKeyConstraint(['district_id', 'indicator_id'], ['indicator.district_id', 'indicator.id'], name=op.f('fk_transfer_district_id_indicator_id')),
    sa.ForeignKeyConstraint(['district_id', 'unit_change_id'], ['unit_change.district_id', 'unit_change.id'], name=op.f('fk_transfer_district_id_unit_change_id')),
    sa.PrimaryKeyConstraint('district_id', 'unit_change_id', 'indicator_id', name=op.f('pk_transfer'))
    )
    op.create_table('inspection',
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
    sa.Column('round_id', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('mode', sa.String(length=32), nullable=False),
    sa.Column('told', sa.Boolean(), nullable=False),
    sa.Column('indicator_id', sa.String(length=64), nullable=False),
    sa.Column('node_id', sa.String(length=64), nullable=False),
    sa.Column('level3', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('target', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('inspector_id', sa.String(length=32), nullable=True),
    sa.Column('place', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('visited_on', sa.Date(), nullable=True),
    sa.Column('interviewee', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('finding', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('conclusion', sa.String(length=32), nullable=True),
    sa.Column('recorded_by', sa.String(length=32), nullable=True),
    sa.Column('returns', sa.Integer(), nullable=False),
    sa.Column('reviewed_by', sa.String(length=32), nullable=True),
    sa.Column('notified_on', sa.Date(), nullable=True),
    sa.Column('explain_by', sa.Date(), nullable=True),
    sa.Column('explain_due_at', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.Column('explanation', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('explained_by', sa.String(length=32), nullable=True),
    sa.Column('explained_on', sa.Date(), nullable=True),
    sa.Column('explained_late', sa.Boolean(), nullable=False),
    sa.Column('outcome', sa.String(length=32), nullable=True),
    sa.Column('determined_by', sa.String(length=32), nullable=True),
    sa.Column('document', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('rectified', sa.Boolean(), nullable=True),
    sa.Column('revisited_on', sa.Date(), nullable=True),
    sa.Column('revisit_note', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.CheckConstraint("conclusion IN ('consistent', 'mismatch', 'undone', 'false', 'obstructed')", name=op.f('ck_inspection_conclusion')),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_inspection_lamp')),
    sa.CheckConstraint("mode IN ('open', 'secret', 'on_paper')", name=op.f('ck_inspection_mode')),
    sa.CheckConstraint("outcome IN ('consistent', 'mismatch', 'undone', 'false', 'obstructed')", name=op.f('ck_inspection_outcome')),
    sa.CheckConstraint("state IN ('planned', 'issued', 'recorded', 'reviewed', 'notified', 'determined', 'revisited', 'closed', 'withdrawn')", name=op.f('ck_inspection_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_inspection_revision')),
    sa.ForeignKeyConstraint(['district_id', 'indicator_id'], ['indicator.district_id', 'indicator.id'], name=op.f('fk_inspection_district_id_indicator_id')),
    sa.ForeignKeyConstraint(['district_id', 'node_id'], ['node.district_id', 'node.id'], name=op.f('fk_inspection_district_id_node_id')),
    sa.ForeignKeyConstraint(['district_id', 'round_id'], ['inspection_round.district_id', 'inspection_round.id'], name=op.f('fk_inspection_district_id_round_id')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_inspection_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_inspection'))
    )
    op.create_index('ix_inspection_by_indicator', 'inspection', ['district_id', 'indicator_id'], unique=False)
    op.create_index('ix_inspection_by_inspector', 'inspection', ['district_id', 'inspector_id'], unique=False)
    op.create_index('ix_inspection_by_node', 'inspection', ['district_id', 'node_id'], unique=False)
    op.create_index('ix_inspection_by_unit', 'inspection', ['district_id', 'year', 'unit_id', 'state'], unique=False)
    op.create_index(op.f('ix_inspection_year'), 'inspection', ['year'], unique=False)
    op.add_column('adjustment', sa.Column('deed', sqlmodel.sql.sqltypes.AutoString(), server_default='', nullable=False))
    op.add_column('adjustment', sa.Column('approved_on', sa.Date(), nullable=True))
    op.create_index('ix_adjustment_by_deed', 'adjustment', ['district_id', 'deed'], unique=False)
    op.add_column('assignment', sa.Column('scope', sa.String(length=32), server_default='', nullable=False))
    op.add_column('document', sa.Column('blocks', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True))
    op.add_column('document', sa.Column('links', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True))
    op.add_column('document', sa.Column('about_id', sa.String(length=64), nullable=True))
    op.add_column('document', sa.Column('recipient', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column('document', sa.Column('revised_by', sa.String(length=32), nullable=True))
    op.create_index('uq_document_number', 'document', ['district_id', 'document_class', 'document_number'], unique=True, postgresql_where=sa.text("document_class <> 'unit_report'"))
    op.add_column('gate', sa.Column('about_id', sa.String(length=64), nullable=True))
    op.add_column('indicator', sa.Column('goal_id', sa.String(length=64), nullable=True))
    op.add_column('indicator', sa.Column('decomposed', sa.Boolean(), server_default='false', nullable=False))
    op.add_column('indicator', sa.Column('inserted_by', sqlmodel.sql.sqltypes.AutoString(), server_default='', nullable=False))
    op.add_column('indicator', sa.Column('falsified', sa.Boolean(), server_default='false', nullable=False))
    op.add_column('indicator', sa.Column('former_unit_id', sa.String(length=32), nullable=True))
    op.create_index('ix_indicator_by_goal', 'indicator', ['district_id', 'goal_id'], unique=False)
    op.create_foreign_key(op.f('fk_indicator_district_id_goal_id'), 'indicator', 'goal', ['district_id', 'goal_id'], ['district_id', 'id'])
    op.add_column('indicator_version', sa.Column('in_force_on', sa.Date(), nullable=True))
    op.add_column('node', sa.Column('evidence_flaws', sa.Integer(), server_default='0', nullable=False))
    op.add_column('node', sa.Column('version_in_force', sa.Integer(), nullable=True))
    op.add_column('node', sa.Column('former_unit_id', sa.String(length=32), nullable=True))
    op.add_column('rectification_plan', sa.Column('extension', sa.Integer(), server_default='0', nullable=False))
    op.add_column('rectification_plan', sa.Column('extensions', sa.Integer(), server_default='0', nullable=False))
    op.add_column('rectification_plan', sa.Column('reopenings', sa.Integer(), server_default='0', nullable=False))
    op.add_column('request', sa.Column('effective_on', sa.Date(), nullable=True))
    op.add_column('result', sa.Column('grade_reason', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column('result', sa.Column('pending', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True))
    op.add_column('result', sa.Column('flash_values', sa.Integer(), server_default='0', nullable=False))
    op.add_column('result', sa.Column('vetoed', sa.Boolean(), server_default='false', nullable=False))
    op.add_column('result', sa.Column('grade_at_most', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column('result', sa.Column('undecided', sa.Boolean(), server_default='false', nullable=False))
    op.add_column('result', sa.Column('chosen', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column('result', sa.Column('version', sa.Integer(), server_default='0', nullable=False))
    op.add_column('unit', sa.Column('from_day', sa.Date(), nullable=True))
    op.add_column('unit', sa.Column('until_day', sa.Date(), nullable=True))
    op.add_column('year', sa.Column('lifecycles', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True))

    for statement in GUARDS:
        op.execute(statement)


#: Subjects of the district's units, with the trail's guard and each session's sight.
SUBJECTS = ("inspection_round", "inspection", "goal", "contingency_plan", "feedback", "appeal", "self_evaluation", "duty_report", "ballot_session", "unit_change", "detailed_rules",)
#: Subjects, and what puts them in sight besides their unit and examiner.
SEEN_BESIDES = {
    # Whom an examiner's rules bind reads them once they were sent out.
    "detailed_rules": "OR (state <> 'drafted'"
    " AND units ?| string_to_array(current_setting('jixiao.sight', true), ','))",
    # Judges read what was handed in, whosever it is.
    "duty_report": "OR (current_setting('jixiao.judge', true) = 'yes'"
    " AND state IN ('submitted', 'presented'))",
    # Whoever contributes to a goal or carries it sees it.
    "goal": """
        OR contributors ?| string_to_array(current_setting('jixiao.sight', true), ',')
        OR EXISTS (SELECT FROM indicator i WHERE i.district_id = goal.district_id
            AND i.goal_id = goal.id AND i.unit_id = ANY (
                string_to_array(current_setting('jixiao.sight', true), ',')))
    """,
}
#: Closed lists of words of older tables that have grown: table, column, words.
CHECKS = (
    ("document", "state", "'drafted', 'approved', 'issued', 'received', 'withdrawn'"),)
#: Subjects of before, and what puts them in sight besides from now on.
SEEN_FROM_NOW_ON = {
    # Those who promised it before another body took it over go on reading it.
    "indicator": "OR former_unit_id = ANY"
    " (string_to_array(current_setting('jixiao.sight', true), ','))",
    # A third-party inspector reads the nodes that were drawn and assigned to it.
    "node": "OR former_unit_id = ANY"
    " (string_to_array(current_setting('jixiao.sight', true), ','))"
    " OR EXISTS (SELECT FROM inspection x WHERE x.district_id = node.district_id"
    " AND x.node_id = node.id AND x.inspector_id = current_setting('jixiao.person', true))",
    "document": "OR document_class IN ('bulletin', 'inspection_bulletin')"
    " AND state IN ('issued', 'received')",
}
#: Subjects whose sight is their own: nobody else's row says who may know of them.
OWN_SIGHT = {
    # Who is about to be inspected learns it when told; the third party sees what is assigned to it.
    "inspection": "assessor_id = ANY (string_to_array(current_setting('jixiao.sight', true), ','))"
    " OR inspector_id = current_setting('jixiao.person', true)"
    " OR told AND unit_id = ANY"
    " (string_to_array(current_setting('jixiao.sight', true), ','))",
    # Seed and population tell who will be inspected.
    "inspection_round": "state = 'closed'",
    # A body does not learn from a proposal that it shall be dissolved.
    "unit_change": "state IN ('approved', 'effected')",
}
#: Questions about the whole district that whoever sees only a part of it must be told truly.
ANSWERS = (
    """
    CREATE FUNCTION jixiao_carriers(of_district text, of_goal text) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT coalesce(array_agg(unit_id::text ORDER BY unit_id), '{}') FROM indicator
        WHERE district_id = of_district AND goal_id = of_goal AND state <> 'cancelled'
    $$
    """,
    """
    CREATE FUNCTION jixiao_last_number(of_district text, of_year integer, of_unit text)
    RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT coalesce(max(number), 0) FROM indicator
        WHERE district_id = of_district AND year = of_year AND unit_id = of_unit
    $$
    """,
)
#: Written once, never changed.
APPENDED = ("result_version", "voter", "mark", "transfer",)
#: Written and changed without a trail of their own.
FREE = ("ballot", "unit_name",)

GUARDS = (
    *ANSWERS,
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
    *(
        f"""
        ALTER POLICY sight ON {table} USING (
            coalesce(current_setting('jixiao.sight', true), '') IN ('', '*')
            OR unit_id IS NULL
            OR unit_id = ANY (string_to_array(current_setting('jixiao.sight', true), ','))
            OR assessor_id = ANY (string_to_array(current_setting('jixiao.sight', true), ','))
            {besides}
        )
        """
        for table, besides in SEEN_FROM_NOW_ON.items()
    ),
    *(
        f"ALTER POLICY sight ON {table} USING ("
        f"coalesce(current_setting('jixiao.sight', true), '') IN ('', '*') OR {seen})"
        for table, seen in OWN_SIGHT.items()
    ),
)
