"""who asked to be forgotten: when, how much that was, and what is still to be done outside the database"""

import sqlalchemy as sa
from alembic import op
from bot.store import tables

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'erasure',
        sa.Column('id', sa.String(length=40), nullable=False),
        sa.Column('channel', sa.String(length=20), nullable=False),
        sa.Column('messages', sa.Integer(), nullable=False),
        sa.Column('senders', sa.JSON(), nullable=False),
        sa.Column('files', sa.JSON(), nullable=False),
        sa.Column('at', tables.Moment(timezone=True), nullable=False),
        sa.Column('done_at', tables.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_erasure')),
    )
    op.create_index('ix_erasure_done_at', 'erasure', ['done_at'])


def downgrade() -> None:
    op.drop_index('ix_erasure_done_at', 'erasure')
    op.drop_table('erasure')
