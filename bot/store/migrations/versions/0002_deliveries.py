"""deliveries: what messengers must still be told, how people are known at channels, ways to answer and to move"""

import sqlalchemy as sa
from alembic import op
from bot.store import tables

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('person_channel',
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('external_hash', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('address', sa.Text(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('pushable', sa.Boolean(), nullable=False),
    sa.Column('changed_at', tables.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_channel_person_id_person')),
    sa.PrimaryKeyConstraint('channel', 'external_hash', name=op.f('pk_person_channel'))
    )
    op.create_index('ix_person_channel_person_id', 'person_channel', ['person_id'], unique=False)
    op.execute(
        "INSERT INTO person_channel (channel, external_hash, person_id, address, state, pushable, changed_at) "
        "SELECT channel, external_hash, id, NULL, 'ok', true, created_at FROM person"
    )
    op.create_table('delivery',
    sa.Column('conversation_id', sa.String(length=40), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('leased_until', tables.Moment(timezone=True), nullable=True),
    sa.Column('provider_id', sa.String(length=80), nullable=True),
    sa.Column('error_code', sa.String(length=40), nullable=True),
    sa.Column('error_text', sa.Text(), nullable=True),
    sa.Column('cost', sa.Integer(), nullable=False),
    sa.Column('created_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('ended_at', tables.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_delivery_conversation_id_conversation')),
    sa.PrimaryKeyConstraint('conversation_id', 'seq', name=op.f('pk_delivery'))
    )
    op.create_index('ix_delivery_open', 'delivery', ['state', 'due_at'], unique=False)
    op.create_table('skill_call',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('conversation_id', sa.String(length=40), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('answering_until', tables.Moment(timezone=True), nullable=False),
    sa.Column('callback', sa.Text(), nullable=True),
    sa.Column('callback_until', tables.Moment(timezone=True), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('created_at', tables.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_skill_call_conversation_id_conversation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_skill_call'))
    )
    op.create_index('ix_skill_call_conversation_id', 'skill_call', ['conversation_id'], unique=False)
    op.create_index('ix_skill_call_created_at', 'skill_call', ['created_at'], unique=False)
    op.create_table('continuation',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('expires_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('used_at', tables.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_continuation_person_id_person')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_continuation'))
    )


def downgrade() -> None:
    op.drop_table('continuation')
    op.drop_index('ix_skill_call_created_at', table_name='skill_call')
    op.drop_index('ix_skill_call_conversation_id', table_name='skill_call')
    op.drop_table('skill_call')
    op.drop_index('ix_delivery_open', table_name='delivery')
    op.drop_table('delivery')
    op.drop_index('ix_person_channel_person_id', table_name='person_channel')
    op.drop_table('person_channel')
