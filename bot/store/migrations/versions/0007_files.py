"""files that citizens and counselors send each other; what is in them lies sealed in the data folder"""

import sqlalchemy as sa
from alembic import op
from bot.store import tables

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'talk_file',
        sa.Column('id', sa.String(length=40), nullable=False),
        sa.Column('conversation_id', sa.String(length=40), nullable=False),
        sa.Column('seq', sa.Integer(), nullable=False),
        sa.Column('author_kind', sa.String(length=12), nullable=False),
        sa.Column('name', sa.String(length=100), nullable=False),
        sa.Column('kind', sa.String(length=8), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('picture', sa.Boolean(), nullable=False),
        sa.Column('created_at', tables.Moment(timezone=True), nullable=False),
        sa.Column('erased_at', tables.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversation.id'], name=op.f('fk_talk_file_conversation_id_conversation')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_talk_file')),
    )
    op.create_index('ix_talk_file_conversation_id', 'talk_file', ['conversation_id'])


def downgrade() -> None:
    op.drop_index('ix_talk_file_conversation_id', 'talk_file')
    op.drop_table('talk_file')
