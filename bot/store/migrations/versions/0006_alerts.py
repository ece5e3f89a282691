"""saved searches and what was told of each; postings of one vacancy know each other, and when the first came"""

import sqlalchemy as sa
from alembic import op
from bot.store import tables

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('vacancy', sa.Column('likeness', sa.String(length=16), server_default='', nullable=False))
    op.create_index('ix_vacancy_likeness', 'vacancy', ['likeness'])
    op.create_index('ix_vacancy_job_known', 'vacancy_job', ['mark', 'vacancy', 'strength'])
    op.create_index('ix_vacancy_known', 'vacancy', [
        'number', 'region', 'gone_at', 'deadline', 'id', 'posted_on', 'pay_kind', 'pay_min', 'pay_max', 'employment',
        'work_days', 'shift', 'begins', 'ends', 'minutes', 'part', 'night', 'weekend', 'career', 'career_months',
        'education', 'car', 'marks', 'deadline_kind',
    ])
    for name in ('vacancy', 'course'):
        op.add_column(name, sa.Column('first_seen_at', tables.Moment(timezone=True), nullable=True))
        op.create_index(f'ix_{name}_first_seen_at', name, ['first_seen_at'])
    op.create_table('saved_search',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('search', sa.JSON(), nullable=False),
    sa.Column('how', sa.String(length=8), nullable=False),
    sa.Column('consent', sa.String(length=20), nullable=False),
    sa.Column('consented_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('expires_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('checked_at', tables.Moment(timezone=True), nullable=False),
    sa.Column('due_at', tables.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_saved_search_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_search'))
    )
    op.create_index('ix_saved_search_person_id', 'saved_search', ['person_id'])
    op.create_index('ix_saved_search_due_at', 'saved_search', ['due_at'])
    op.create_table('told_match',
    sa.Column('saved_search_id', sa.String(length=40), nullable=False),
    sa.Column('item', sa.String(length=80), nullable=False),
    sa.Column('at', tables.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(
        ['saved_search_id'], ['saved_search.id'], name=op.f('fk_told_match_saved_search_id_saved_search')
    ),
    sa.PrimaryKeyConstraint('saved_search_id', 'item', name=op.f('pk_told_match'))
    )


def downgrade() -> None:
    op.drop_table('told_match')
    op.drop_table('saved_search')
    for name in ('vacancy', 'course'):
        op.drop_index(f'ix_{name}_first_seen_at', name)
        op.drop_column(name, 'first_seen_at')
    op.drop_index('ix_vacancy_known', 'vacancy')
    op.drop_index('ix_vacancy_job_known', 'vacancy_job')
    op.drop_index('ix_vacancy_likeness', 'vacancy')
    op.drop_column('vacancy', 'likeness')
