"""Identity, approvals, events; what the rule book left."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

import models.columns
from models.migrations.deputies import DEPUTIES
from models.migrations import accounts
from models.migrations.guarding import OWN, appended, free, grown, seen_from_now_on, subjects
from models.migrations.signatures import SIGNATURES

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('event',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('subject_id', sa.String(length=64), nullable=False),
    sa.Column('subject_number', sa.Integer(), nullable=False),
    sa.Column('at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'number', name=op.f('pk_event')),
    sa.UniqueConstraint('district_id', 'kind', 'subject_id', 'subject_number', name=op.f('uq_event_district_id_kind_subject_id_subject_number'))
    )
    op.create_table('sealing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cluster', sa.BigInteger(), nullable=False),
    sa.Column('horizon', models.columns.Transaction(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sealing'))
    )
    op.create_table('webhook',
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
    sa.Column('url', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('label', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('owner_id', sa.String(length=32), nullable=False),
    sa.Column('kinds', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('triggers', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('start_after', sa.BigInteger(), nullable=False),
    sa.Column('restart', sa.Integer(), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.Column('former_salt', sa.String(length=32), nullable=True),
    sa.Column('rotated_at', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.Column('secret_revision', sa.Integer(), nullable=False),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_webhook_lamp')),
    sa.CheckConstraint("state IN ('active', 'paused', 'failed', 'removed')", name=op.f('ck_webhook_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_webhook_revision')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_webhook_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_webhook'))
    )
    op.create_index(op.f('ix_webhook_year'), 'webhook', ['year'], unique=False)
    op.create_table('signer',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('gate_id', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('capacity', sa.String(length=32), nullable=False),
    sa.Column('unit_id', sa.String(length=32), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('on_behalf_of', sa.String(length=32), nullable=True),
    sa.Column('signed_by', sa.String(length=32), nullable=True),
    sa.Column('added_by', sa.String(length=32), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=True),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('signed_at', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'asking', 'signed', 'opposed', 'opined', 'removed', 'handed_over')", name=op.f('ck_signer_state')),
    sa.ForeignKeyConstraint(['district_id', 'gate_id'], ['gate.district_id', 'gate.id'], name=op.f('fk_signer_district_id_gate_id')),
    sa.ForeignKeyConstraint(['district_id', 'person_id'], ['person.district_id', 'person.id'], name=op.f('fk_signer_district_id_person_id')),
    sa.PrimaryKeyConstraint('district_id', 'gate_id', 'number', name=op.f('pk_signer'))
    )
    op.create_index('ix_signer_by_person', 'signer', ['district_id', 'person_id'], unique=False)
    op.create_table('webhook_attempt',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('webhook_id', sa.String(length=64), nullable=False),
    sa.Column('place', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('milliseconds', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=32), nullable=False),
    sa.Column('error', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.CheckConstraint("outcome IN ('delivered', 'failed', 'given_up')", name=op.f('ck_webhook_attempt_outcome')),
    sa.ForeignKeyConstraint(['district_id', 'webhook_id'], ['webhook.district_id', 'webhook.id'], name=op.f('fk_webhook_attempt_district_id_webhook_id')),
    sa.PrimaryKeyConstraint('district_id', 'webhook_id', 'place', name=op.f('pk_webhook_attempt'))
    )
    op.create_table('webhook_cursor',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('webhook_id', sa.String(length=64), nullable=False),
    sa.Column('restart', sa.Integer(), nullable=False),
    sa.Column('after', sa.BigInteger(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('attempts', sa.BigInteger(), nullable=False),
    sa.Column('next_at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.Column('failing_since', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['district_id', 'webhook_id'], ['webhook.district_id', 'webhook.id'], name=op.f('fk_webhook_cursor_district_id_webhook_id')),
    sa.PrimaryKeyConstraint('district_id', 'webhook_id', name=op.f('pk_webhook_cursor'))
    )
    op.create_table('delegation',
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
    sa.Column('principal_id', sa.String(length=32), nullable=False),
    sa.Column('deputy_id', sa.String(length=32), nullable=False),
    sa.Column('capacity', sa.String(length=32), nullable=False),
    sa.Column('held_in', sa.String(length=32), nullable=True),
    sa.Column('delegation_class', sa.String(length=32), nullable=False),
    sa.Column('from_day', sa.Date(), nullable=False),
    sa.Column('until_day', sa.Date(), nullable=True),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.CheckConstraint("capacity IN ('conference_member', 'district_leader', 'examiner', 'office_clerk', 'office_director', 'supervisor', 'unit_clerk', 'unit_head')", name=op.f('ck_delegation_capacity')),
    sa.CheckConstraint("delegation_class IN ('dated', 'deputy')", name=op.f('ck_delegation_delegation_class')),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_delegation_lamp')),
    sa.CheckConstraint("state IN ('granted', 'revoked')", name=op.f('ck_delegation_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_delegation_revision')),
    sa.ForeignKeyConstraint(['district_id', 'deputy_id'], ['person.district_id', 'person.id'], name=op.f('fk_delegation_district_id_deputy_id')),
    sa.ForeignKeyConstraint(['district_id', 'held_in'], ['unit.district_id', 'unit.id'], name=op.f('fk_delegation_district_id_held_in')),
    sa.ForeignKeyConstraint(['district_id', 'principal_id'], ['person.district_id', 'person.id'], name=op.f('fk_delegation_district_id_principal_id')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_delegation_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_delegation'))
    )
    op.create_index(op.f('ix_delegation_year'), 'delegation', ['year'], unique=False)
    op.create_index('ix_delegation_by_principal', 'delegation', ['district_id', 'principal_id'], unique=False)
    op.create_index('ix_delegation_by_deputy', 'delegation', ['district_id', 'deputy_id'], unique=False)
    op.create_table('absence',
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
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('from_day', sa.Date(), nullable=False),
    sa.Column('until_day', sa.Date(), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.CheckConstraint("lamp IN ('green', 'yellow', 'red', 'double_red')", name=op.f('ck_absence_lamp')),
    sa.CheckConstraint("state IN ('declared', 'ended')", name=op.f('ck_absence_state')),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_absence_revision')),
    sa.ForeignKeyConstraint(['district_id', 'person_id'], ['person.district_id', 'person.id'], name=op.f('fk_absence_district_id_person_id')),
    sa.ForeignKeyConstraint(['district_id', 'unit_id'], ['unit.district_id', 'unit.id'], name=op.f('fk_absence_district_id_unit_id')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_absence'))
    )
    op.create_index(op.f('ix_absence_year'), 'absence', ['year'], unique=False)
    op.create_index('ix_absence_by_person', 'absence', ['district_id', 'person_id'], unique=False)
    op.add_column('decision', sa.Column('number', sa.Integer(), server_default='0', nullable=False))
    op.add_column('gate', sa.Column('step', sa.Integer(), server_default='1', nullable=False))
    op.add_column('gate', sa.Column('steps', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True))
    op.add_column('gate', sa.Column('waiting_for', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True))
    op.add_column('gate', sa.Column('readers', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True))
    op.add_column('gate', sa.Column('nudged_at', models.columns.UtcMoment(timezone=True), nullable=True))
    op.add_column('gate', sa.Column('stalled_at', models.columns.UtcMoment(timezone=True), nullable=True))
    op.create_index('ix_gate_waiting_for', 'gate', ['waiting_for'], unique=False, postgresql_using='gin', postgresql_ops={'waiting_for': 'jsonb_path_ops'})
    op.add_column('outbox', sa.Column('people', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True))
    op.add_column('trail', sa.Column('xact', models.columns.Transaction(), nullable=True))
    op.create_index('ix_trail_xact', 'trail', ['xact'], unique=False)
    op.create_index('ix_trail_on_behalf', 'trail', ['district_id', 'kind', 'subject_id'], unique=False, postgresql_where=sa.text('on_behalf_of IS NOT NULL'))
    op.create_index('ix_node_by_due', 'node', ['district_id', 'due_on', 'id'], unique=False)

    op.create_table('sign_in_refusal',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('hour', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.Column('why', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('last_at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'hour', 'why', 'person_id', name=op.f('pk_sign_in_refusal'))
    )
    op.execute("DELETE FROM access_token")
    op.drop_index('ix_access_token_by_person', 'access_token')
    for column in accounts.TOKEN:
        op.add_column('access_token', column.copy())
    op.create_unique_constraint(op.f('uq_access_token_district_id_person_id_number'), 'access_token', ['district_id', 'person_id', 'number'])
    op.create_check_constraint(op.f('ck_access_token_kind'), 'access_token', "kind IN ('session', 'personal')")
    for column in accounts.PERSON:
        op.add_column('person', column.copy())
    for kind in MOVED:
        op.create_index(f'ix_{kind}_by_move', kind, ['district_id', 'moved_at', 'id'], unique=False)

    for statement in GUARDS:
        op.execute(statement)

    accounts.open_accounts(op.get_bind())
    for statement in accounts.CLOSED:
        op.execute(statement)


#: Every subject, for lists in the order of moves.
MOVED = (
    "absence", "adjustment", "appeal", "ballot_session", "contingency_plan", "delegation",
    "detailed_rules", "document", "duty_report", "feedback", "gate", "goal", "indicator", "inspection", "inspection_round",
    "node", "phase", "rectification_plan", "request", "result", "self_evaluation", "unit_change",
    "webhook", "year", "person",
)
#: New subjects, and the whole condition under which a session bound to units sees a row.
SUBJECTS = {
    # A subscription of the district is no unit's business.
    "webhook": "unit_id = ANY (string_to_array(current_setting('jixiao.sight', true), ','))",
    # What was lent, and days off with their reason: those concerned and the principal's unit.
    "delegation": "unit_id = ANY (string_to_array(current_setting('jixiao.sight', true), ','))"
    " OR current_setting('jixiao.person', true) IN (principal_id, deputy_id)",
    "absence": "unit_id = ANY (string_to_array(current_setting('jixiao.sight', true), ','))"
    " OR person_id = current_setting('jixiao.person', true)",
}
#: Older subjects, and the same from now on.
SEEN_FROM_NOW_ON = {
    # Whoever took over a body that is gone: its result counts what that body earned and lost.
    "adjustment": f"{OWN} OR EXISTS (SELECT FROM transfer t JOIN unit u"
    " ON u.district_id = t.district_id AND u.id = t.from_unit AND u.until_day IS NOT NULL"
    " WHERE t.district_id = adjustment.district_id AND t.from_unit = adjustment.unit_id"
    " AND t.to_unit = ANY (string_to_array(current_setting('jixiao.sight', true), ',')))",
}
#: Closed lists of words of older tables that have grown: table, column, words.
CHECKS = (
    ("decision", "choice", "'endorse', 'oppose', 'recall'"),
    ("gate", "state",
        "'requested', 'returned', 'approved', 'rejected', 'withdrawn', 'lapsed'"),
)
#: Statements of their own: functions, indices.
OTHERS = (
    *SIGNATURES,
    *DEPUTIES,
    # Records of before stay without it: a default that differs for each row would be written into them.
    "ALTER TABLE trail ALTER COLUMN xact SET DEFAULT pg_current_xact_id()",
)
#: Written once, never changed.
APPENDED = (
    "event", "webhook_attempt",
)
#: Written and changed without a trail of their own.
FREE = (
    "sealing", "sign_in_refusal", "webhook_cursor",
)

GUARDS = (
    *OTHERS,
    *(statement for check in CHECKS for statement in grown(*check)),
    *subjects(SUBJECTS),
    *(seen_from_now_on(table, seen) for table, seen in SEEN_FROM_NOW_ON.items()),
    *appended(*APPENDED),
    *free(*FREE),
)
