"""first light"""

import sqlalchemy as sa
from alembic import op
from bot.store import tables

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('access_log',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('at', tables.Moment(timezone=True), nullable=False),
    sa.Column('staff_id', sa.String(length=40), nullable=True),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('conversation_id', sa.String(length=40), nullable=True),
    sa.Column('address', sa.String(length=60), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_access_log'))
    )
    with op.batch_alter_table('access_log', schema=None) as batch_op:
        batch_op.create_index('ix_access_log_at', ['at'], unique=False)

    op.create_table('course',
    sa.Column('id', sa.String(length=80), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('practice', sa.Boolean(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('institute', sa.Text(), nullable=False),
    sa.Column('region', sa.String(length=5), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('field', sa.String(length=40), nullable=False),
    sa.Column('field_name', sa.Text(), nullable=False),
    sa.Column('starts_on', sa.String(length=10), nullable=False),
    sa.Column('ends_on', sa.String(length=10), nullable=False),
    sa.Column('hours', sa.Integer(), nullable=True),
    sa.Column('schedule', sa.String(length=12), nullable=False),
    sa.Column('online', sa.Boolean(), nullable=False),
    sa.Column('fee', sa.Integer(), nullable=True),
    sa.Column('card', sa.Boolean(), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=True),
    sa.Column('employment_rate', sa.Float(), nullable=True),
    sa.Column('link', sa.Text(), nullable=True),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.Column('raw', sa.JSON(), nullable=False),
    sa.Column('fetched_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('gone_at', tables.Moment(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course'))
    )
    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.create_index('ix_course_region_field', ['region', 'field'], unique=False)

    op.create_table('person',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('external_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', tables.Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('channel', 'external_hash', name=op.f('uq_person_channel_external_hash'))
    )
    op.create_table('staff',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('login', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('role', sa.String(length=12), nullable=False),
    sa.Column('password_hash', sa.Text(), nullable=False),
    sa.Column('must_change', sa.Boolean(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('locked_until', tables.Moment(timezone=True), nullable=True),
    sa.Column('created_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('disabled_at', tables.Moment(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff')),
    sa.UniqueConstraint('login', name=op.f('uq_staff_login'))
    )
    op.create_table('sync_run',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('started_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('ended_at', tables.Moment(timezone=True), nullable=True),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sync_run'))
    )
    op.create_table('vacancy',
    sa.Column('id', sa.String(length=80), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('practice', sa.Boolean(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('company', sa.Text(), nullable=False),
    sa.Column('region', sa.String(length=5), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('occupation', sa.String(length=40), nullable=False),
    sa.Column('occupation_name', sa.Text(), nullable=False),
    sa.Column('pay_kind', sa.String(length=8), nullable=False),
    sa.Column('pay_min', sa.Integer(), nullable=True),
    sa.Column('pay_max', sa.Integer(), nullable=True),
    sa.Column('pay_text', sa.Text(), nullable=False),
    sa.Column('employment', sa.String(length=16), nullable=False),
    sa.Column('work_days', sa.Float(), nullable=True),
    sa.Column('hours_text', sa.Text(), nullable=False),
    sa.Column('shift', sa.String(length=12), nullable=False),
    sa.Column('career', sa.String(length=12), nullable=False),
    sa.Column('education', sa.String(length=12), nullable=False),
    sa.Column('targets', sa.JSON(), nullable=False),
    sa.Column('welfare', sa.JSON(), nullable=False),
    sa.Column('deadline_kind', sa.String(length=12), nullable=False),
    sa.Column('deadline', sa.String(length=10), nullable=True),
    sa.Column('posted_on', sa.String(length=10), nullable=False),
    sa.Column('link', sa.Text(), nullable=True),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.Column('raw', sa.JSON(), nullable=False),
    sa.Column('fetched_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('gone_at', tables.Moment(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vacancy'))
    )
    with op.batch_alter_table('vacancy', schema=None) as batch_op:
        batch_op.create_index('ix_vacancy_region_occupation', ['region', 'occupation'], unique=False)

    op.create_table('conversation',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('control', sa.String(length=10), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('next_seq', sa.Integer(), nullable=False),
    sa.Column('engine_sender', sa.String(length=40), nullable=False),
    sa.Column('owner_id', sa.String(length=40), nullable=True),
    sa.Column('leased_by', sa.String(length=60), nullable=True),
    sa.Column('leased_until', tables.Moment(timezone=True), nullable=True),
    sa.Column('lease_no', sa.Integer(), nullable=False),
    sa.Column('delivered_seq', sa.Integer(), nullable=False),
    sa.Column('opened_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('last_citizen_at', tables.Moment(timezone=True), nullable=True),
    sa.Column('last_staff_at', tables.Moment(timezone=True), nullable=True),
    sa.Column('closed_at', tables.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_conversation_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conversation'))
    )
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.create_index('ix_conversation_owner_id', ['owner_id'], unique=False)
        batch_op.create_index('ix_conversation_person_id', ['person_id'], unique=False)

    op.create_table('staff_session',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('staff_id', sa.String(length=40), nullable=False),
    sa.Column('created_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('seen_at', tables.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_session_staff_id_staff')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_staff_session'))
    )
    op.create_table('widget_session',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('created_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('ended_at', tables.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_widget_session_person_id_person')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_widget_session'))
    )
    op.create_table('button',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('conversation_id', sa.String(length=40), nullable=False),
    sa.Column('label', sa.String(length=80), nullable=False),
    sa.Column('payload', sa.Text(), nullable=False),
    sa.Column('created_at', tables.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_button_conversation_id_conversation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_button'))
    )
    with op.batch_alter_table('button', schema=None) as batch_op:
        batch_op.create_index('ix_button_conversation_id', ['conversation_id'], unique=False)

    op.create_table('handoff',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('conversation_id', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.String(length=24), nullable=False),
    sa.Column('reason_text', sa.Text(), nullable=False),
    sa.Column('summary', sa.JSON(), nullable=False),
    sa.Column('urgency', sa.Integer(), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.String(length=40), nullable=True),
    sa.Column('owner_name', sa.String(length=60), nullable=True),
    sa.Column('requested_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('accepted_at', tables.Moment(timezone=True), nullable=True),
    sa.Column('first_reply_at', tables.Moment(timezone=True), nullable=True),
    sa.Column('ended_at', tables.Moment(timezone=True), nullable=True),
    sa.Column('end_reason', sa.String(length=24), nullable=True),
    sa.Column('outcome', sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_handoff_conversation_id_conversation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handoff'))
    )
    with op.batch_alter_table('handoff', schema=None) as batch_op:
        batch_op.create_index('ix_handoff_state_requested_at', ['state', 'requested_at'], unique=False)
        batch_op.create_index('uq_handoff_open', ['conversation_id'], unique=True, sqlite_where=sa.text("state IN ('queued', 'active')"), postgresql_where=sa.text("state IN ('queued', 'active')"))

    op.create_table('message',
    sa.Column('conversation_id', sa.String(length=40), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('external_id', sa.String(length=120), nullable=True),
    sa.Column('author_kind', sa.String(length=12), nullable=False),
    sa.Column('author_id', sa.String(length=40), nullable=True),
    sa.Column('author_name', sa.String(length=60), nullable=True),
    sa.Column('visibility', sa.String(length=12), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('turn_id', sa.String(length=40), nullable=True),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('created_at', tables.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_message_conversation_id_conversation')),
    sa.PrimaryKeyConstraint('conversation_id', 'seq', name=op.f('pk_message')),
    sa.UniqueConstraint('channel', 'external_id', name=op.f('uq_message_channel_external_id')),
    sa.UniqueConstraint('id', name=op.f('uq_message_id'))
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index('ix_message_turn_id', ['turn_id'], unique=False)

    op.create_table('turn',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('conversation_id', sa.String(length=40), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('asked', sa.JSON(), nullable=False),
    sa.Column('understanding', sa.JSON(), nullable=True),
    sa.Column('named', sa.JSON(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('due_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('excused_at', tables.Moment(timezone=True), nullable=True),
    sa.Column('created_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('ended_at', tables.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_turn_conversation_id_conversation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_turn'))
    )
    with op.batch_alter_table('turn', schema=None) as batch_op:
        batch_op.create_index('ix_turn_conversation_id_seq', ['conversation_id', 'seq'], unique=False)
        batch_op.create_index('ix_turn_open', ['state', 'due_at'], unique=False)

    op.create_table('handoff_event',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('handoff_id', sa.String(length=40), nullable=False),
    sa.Column('at', tables.Moment(timezone=True), nullable=False),
    sa.Column('actor_kind', sa.String(length=12), nullable=False),
    sa.Column('actor_id', sa.String(length=40), nullable=True),
    sa.Column('from_state', sa.String(length=12), nullable=True),
    sa.Column('to_state', sa.String(length=12), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['handoff_id'], ['handoff.id'], name=op.f('fk_handoff_event_handoff_id_handoff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handoff_event'))
    )
    with op.batch_alter_table('handoff_event', schema=None) as batch_op:
        batch_op.create_index('ix_handoff_event_handoff_id', ['handoff_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('handoff_event', schema=None) as batch_op:
        batch_op.drop_index('ix_handoff_event_handoff_id')

    op.drop_table('handoff_event')
    with op.batch_alter_table('turn', schema=None) as batch_op:
        batch_op.drop_index('ix_turn_open')
        batch_op.drop_index('ix_turn_conversation_id_seq')

    op.drop_table('turn')
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index('ix_message_turn_id')

    op.drop_table('message')
    with op.batch_alter_table('handoff', schema=None) as batch_op:
        batch_op.drop_index('uq_handoff_open', sqlite_where=sa.text("state IN ('queued', 'active')"), postgresql_where=sa.text("state IN ('queued', 'active')"))
        batch_op.drop_index('ix_handoff_state_requested_at')

    op.drop_table('handoff')
    with op.batch_alter_table('button', schema=None) as batch_op:
        batch_op.drop_index('ix_button_conversation_id')

    op.drop_table('button')
    op.drop_table('widget_session')
    op.drop_table('staff_session')
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.drop_index('ix_conversation_person_id')
        batch_op.drop_index('ix_conversation_owner_id')

    op.drop_table('conversation')
    with op.batch_alter_table('vacancy', schema=None) as batch_op:
        batch_op.drop_index('ix_vacancy_region_occupation')

    op.drop_table('vacancy')
    op.drop_table('sync_run')
    op.drop_table('staff')
    op.drop_table('person')
    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.drop_index('ix_course_region_field')

    op.drop_table('course')
    with op.batch_alter_table('access_log', schema=None) as batch_op:
        batch_op.drop_index('ix_access_log_at')

    op.drop_table('access_log')
