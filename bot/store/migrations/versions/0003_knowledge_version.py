"""which knowledge answered, and since when"""

import sqlalchemy as sa
from alembic import op
from bot.store import tables

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('knowledge_version',
    sa.Column('version', sa.String(length=16), nullable=False),
    sa.Column('first_seen_at', tables.Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('version', name=op.f('pk_knowledge_version'))
    )


def downgrade() -> None:
    op.drop_table('knowledge_version')
