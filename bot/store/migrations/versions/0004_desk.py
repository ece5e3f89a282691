"""the desk: teams, hours, callbacks, drafts"""

import sqlalchemy as sa
from alembic import op
from bot.store import tables

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

BEFORE, OPEN = "state IN ('queued', 'active')", "state IN ('queued', 'offered', 'active')"
OUTCOMES = [
    {"code": code, "label": label, "parent": None, "place": place, "disabled_at": None}
    for place, (code, label) in enumerate([
        ("answered", "궁금한 점에 답했어요"), ("introduced", "일자리나 과정을 소개했어요"),
        ("referred", "다른 기관을 안내했어요"), ("callback", "다시 연락하기로 했어요"),
        ("no_reply", "답이 없어 마쳤어요"), ("other", "그 밖의 상담이었어요"),
    ])
]


def _index(op, where):
    op.drop_index('uq_handoff_open', 'handoff')
    op.create_index('uq_handoff_open', 'handoff', ['conversation_id'], unique=True,
                    sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def upgrade() -> None:
    op.create_table('calendar_day',
    sa.Column('team_id', sa.String(length=40), nullable=False),
    sa.Column('day', sa.String(length=10), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('spans', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('team_id', 'day', name=op.f('pk_calendar_day'))
    )
    op.create_table('calendar_week',
    sa.Column('team_id', sa.String(length=40), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('spans', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('team_id', 'weekday', name=op.f('pk_calendar_week'))
    )
    op.create_table('hours_override',
    sa.Column('team_id', sa.String(length=40), nullable=False),
    sa.Column('opened', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=120), nullable=False),
    sa.Column('until', tables.Moment(timezone=True), nullable=False),
    sa.Column('by_id', sa.String(length=40), nullable=True),
    sa.Column('at', tables.Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('team_id', name=op.f('pk_hours_override'))
    )
    op.create_table('outcome_code',
    sa.Column('code', sa.String(length=24), nullable=False),
    sa.Column('label', sa.String(length=40), nullable=False),
    sa.Column('parent', sa.String(length=24), nullable=True),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('disabled_at', tables.Moment(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_outcome_code'))
    )
    op.create_table('snippet',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('scope', sa.String(length=4), nullable=False),
    sa.Column('team_id', sa.String(length=40), nullable=True),
    sa.Column('owner_id', sa.String(length=40), nullable=True),
    sa.Column('shortcut', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=60), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('uses', sa.Integer(), nullable=False),
    sa.Column('last_used_at', tables.Moment(timezone=True), nullable=True),
    sa.Column('created_at', tables.Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_snippet'))
    )
    op.create_table('team',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('segments', sa.JSON(), nullable=False),
    sa.Column('mode', sa.String(length=10), nullable=False),
    sa.Column('offer_seconds', sa.Integer(), nullable=False),
    sa.Column('aging', sa.Integer(), nullable=False),
    sa.Column('fallback_id', sa.String(length=40), nullable=True),
    sa.Column('disabled_at', tables.Moment(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team')),
    sa.UniqueConstraint('name', name=op.f('uq_team_name'))
    )
    op.create_table('webhook',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('secret', sa.Text(), nullable=False),
    sa.Column('events', sa.JSON(), nullable=False),
    sa.Column('created_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('disabled_at', tables.Moment(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook'))
    )
    op.create_table('staff_duty',
    sa.Column('staff_id', sa.String(length=40), nullable=False),
    sa.Column('teams', sa.JSON(), nullable=False),
    sa.Column('skills', sa.JSON(), nullable=False),
    sa.Column('max_active', sa.Integer(), nullable=True),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('status_reason', sa.String(length=60), nullable=False),
    sa.Column('status_until', tables.Moment(timezone=True), nullable=True),
    sa.Column('beat_at', tables.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_duty_staff_id_staff')),
    sa.PrimaryKeyConstraint('staff_id', name=op.f('pk_staff_duty'))
    )
    op.create_table('webhook_delivery',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('webhook_id', sa.String(length=40), nullable=False),
    sa.Column('event_id', sa.String(length=40), nullable=False),
    sa.Column('event', sa.String(length=40), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('created_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('ended_at', tables.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['webhook_id'], ['webhook.id'], name=op.f('fk_webhook_delivery_webhook_id_webhook')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_delivery'))
    )
    with op.batch_alter_table('webhook_delivery', schema=None) as batch_op:
        batch_op.create_index('ix_webhook_delivery_state_due_at', ['state', 'due_at'], unique=False)

    op.create_table('callback',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('conversation_id', sa.String(length=40), nullable=False),
    sa.Column('team_id', sa.String(length=40), nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('phone_tail', sa.String(length=4), nullable=True),
    sa.Column('slot_start', tables.Moment(timezone=True), nullable=False),
    sa.Column('place', sa.Integer(), nullable=True),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('assigned_to', sa.String(length=40), nullable=True),
    sa.Column('result', sa.String(length=40), nullable=True),
    sa.Column('result_note', sa.Text(), nullable=True),
    sa.Column('created_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('ended_at', tables.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_callback_conversation_id_conversation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_callback')),
    sa.UniqueConstraint('team_id', 'slot_start', 'place', name=op.f('uq_callback_team_id_slot_start_place'))
    )
    with op.batch_alter_table('callback', schema=None) as batch_op:
        batch_op.create_index('ix_callback_conversation_id', ['conversation_id'], unique=False)
        batch_op.create_index('ix_callback_state_slot_start', ['state', 'slot_start'], unique=False)

    op.create_table('csat',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('conversation_id', sa.String(length=40), nullable=False),
    sa.Column('handoff_id', sa.String(length=40), nullable=True),
    sa.Column('part', sa.String(length=6), nullable=False),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('comment', sa.Text(), nullable=True),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('asked_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('answered_at', tables.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_csat_conversation_id_conversation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_csat'))
    )
    with op.batch_alter_table('csat', schema=None) as batch_op:
        batch_op.create_index('ix_csat_conversation_id', ['conversation_id'], unique=False)

    op.create_table('draft',
    sa.Column('staff_id', sa.String(length=40), nullable=False),
    sa.Column('conversation_id', sa.String(length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('note', sa.Boolean(), nullable=False),
    sa.Column('at', tables.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_draft_conversation_id_conversation')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_draft_staff_id_staff')),
    sa.PrimaryKeyConstraint('staff_id', 'conversation_id', name=op.f('pk_draft'))
    )
    op.create_table('read_mark',
    sa.Column('staff_id', sa.String(length=40), nullable=False),
    sa.Column('conversation_id', sa.String(length=40), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_read_mark_conversation_id_conversation')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_read_mark_staff_id_staff')),
    sa.PrimaryKeyConstraint('staff_id', 'conversation_id', name=op.f('pk_read_mark'))
    )
    with op.batch_alter_table('handoff', schema=None) as batch_op:
        batch_op.add_column(sa.Column('team_id', sa.String(length=40), server_default='', nullable=False))
        batch_op.add_column(sa.Column('priority', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('front', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('preferred_id', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('offered_to', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('offered_until', tables.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('skipped_id', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('transfer_to', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('wished_for', tables.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('reopened', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('previous_id', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('told_place', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('told_at', tables.Moment(timezone=True), nullable=True))

    _index(op, OPEN)
    op.bulk_insert(tables.metadata.tables['outcome_code'], OUTCOMES)



def downgrade() -> None:
    _index(op, BEFORE)
    with op.batch_alter_table('handoff', schema=None) as batch_op:
        batch_op.drop_column('told_at')
        batch_op.drop_column('told_place')
        batch_op.drop_column('previous_id')
        batch_op.drop_column('reopened')
        batch_op.drop_column('wished_for')
        batch_op.drop_column('transfer_to')
        batch_op.drop_column('skipped_id')
        batch_op.drop_column('offered_until')
        batch_op.drop_column('offered_to')
        batch_op.drop_column('preferred_id')
        batch_op.drop_column('front')
        batch_op.drop_column('priority')
        batch_op.drop_column('team_id')

    op.drop_table('read_mark')
    op.drop_table('draft')
    with op.batch_alter_table('csat', schema=None) as batch_op:
        batch_op.drop_index('ix_csat_conversation_id')

    op.drop_table('csat')
    with op.batch_alter_table('callback', schema=None) as batch_op:
        batch_op.drop_index('ix_callback_state_slot_start')
        batch_op.drop_index('ix_callback_conversation_id')

    op.drop_table('callback')
    with op.batch_alter_table('webhook_delivery', schema=None) as batch_op:
        batch_op.drop_index('ix_webhook_delivery_state_due_at')

    op.drop_table('webhook_delivery')
    op.drop_table('staff_duty')
    op.drop_table('webhook')
    op.drop_table('team')
    op.drop_table('snippet')
    op.drop_table('outcome_code')
    op.drop_table('hours_override')
    op.drop_table('calendar_week')
    op.drop_table('calendar_day')
