"""Messages out of the house: channels, deliveries and their attempts; addresses of calendars."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

import models.columns
from models.migrations.guarding import appended, free, grown

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('reaching_channel',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=32), nullable=False),
    sa.Column('label', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('carries', sa.String(length=32), nullable=False),
    sa.Column('shown', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.Column('added_at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.Column('confirmed_at', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.Column('removed_at', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.CheckConstraint("channel IN ('mail', 'wecom', 'dingtalk', 'feishu', 'webhook')", name=op.f('ck_reaching_channel_channel')),
    sa.CheckConstraint("carries IN ('all', 'urgent', 'digest')", name=op.f('ck_reaching_channel_carries')),
    sa.ForeignKeyConstraint(['district_id', 'person_id'], ['person.district_id', 'person.id'], name=op.f('fk_reaching_channel_district_id_person_id')),
    sa.PrimaryKeyConstraint('district_id', 'person_id', 'number', name=op.f('pk_reaching_channel'))
    )
    op.create_table('delivery',
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('channel_number', sa.Integer(), nullable=False),
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('place', sa.BigInteger(), sa.Identity(), nullable=False),
    sa.Column('sort', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=True),
    sa.Column('subject_id', sa.String(length=64), nullable=True),
    sa.Column('subject_number', sa.Integer(), nullable=True),
    sa.Column('topic', sa.String(length=32), nullable=True),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('items', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('made_at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.Column('next_at', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('claimed_at', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.Column('ended_at', models.columns.UtcMoment(timezone=True), nullable=True),
    sa.Column('digest', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('replays', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("sort IN ('message', 'digest', 'code')", name=op.f('ck_delivery_sort')),
    sa.CheckConstraint("state IN ('new', 'gathered', 'digested', 'waiting', 'sending', 'delivered', 'failed', 'unknown', 'withdrawn')", name=op.f('ck_delivery_state')),
    sa.ForeignKeyConstraint(['district_id', 'person_id', 'channel_number'], ['reaching_channel.district_id', 'reaching_channel.person_id', 'reaching_channel.number'], name=op.f('fk_delivery_district_id_person_id_channel_number')),
    sa.PrimaryKeyConstraint('district_id', 'person_id', 'channel_number', 'key', name=op.f('pk_delivery')),
    sa.UniqueConstraint('place', name=op.f('uq_delivery_place'))
    )
    op.create_index('ix_delivery_new', 'delivery', ['district_id'], unique=False, postgresql_where=sa.text("state = 'new'"))
    op.create_index('ix_delivery_gathered', 'delivery', ['district_id'], unique=False, postgresql_where=sa.text("state = 'gathered'"))
    op.create_index('ix_delivery_due', 'delivery', ['next_at'], unique=False, postgresql_where=sa.text("state IN ('waiting', 'sending')"))
    op.create_index('ix_delivery_dead', 'delivery', ['place'], unique=False, postgresql_where=sa.text("state IN ('failed', 'unknown')"))
    op.create_index('ix_delivery_replays', 'delivery', ['district_id', 'replays'], unique=False, postgresql_where=sa.text('replays IS NOT NULL'))
    op.create_table('delivery_attempt',
    sa.Column('place', sa.BigInteger(), nullable=False, autoincrement=False),
    sa.Column('tries', sa.Integer(), nullable=False, autoincrement=False),
    sa.Column('district_id', sa.String(length=32), nullable=False),
    sa.Column('at', models.columns.UtcMoment(timezone=True), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('error', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('milliseconds', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=32), nullable=False),
    sa.CheckConstraint("outcome IN ('delivered', 'failed', 'given_up', 'unknown')", name=op.f('ck_delivery_attempt_outcome')),
    sa.ForeignKeyConstraint(['place'], ['delivery.place'], name=op.f('fk_delivery_attempt_place')),
    sa.PrimaryKeyConstraint('place', 'tries', name=op.f('pk_delivery_attempt'))
    )
    op.add_column('access_token', sa.Column('unit_id', sa.String(length=32), nullable=True))
    op.create_foreign_key(op.f('fk_access_token_district_id_unit_id'), 'access_token', 'unit', ['district_id', 'unit_id'], ['district_id', 'id'])

    for statement in GUARDS:
        op.execute(statement)


GUARDS = (
    *grown("access_token", "kind", "'session', 'personal', 'calendar'"),
    *appended("delivery_attempt"),
    *free("reaching_channel", "delivery"),
    # What was sent, and where to, stays on record.
    "REVOKE DELETE ON reaching_channel, delivery FROM jixiao_app",
)
