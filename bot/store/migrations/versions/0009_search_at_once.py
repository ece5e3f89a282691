"""a search for work is answered from one index: the marks hold a copy of what may be asked, of open vacancies only"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

FACTS = (
    'deadline:s10? pay_kind:s8 pay_min:i? pay_max:i? employment:s16 work_days:f? shift:s12 begins:i? ends:i? minutes:i? '
    'part:s10 night:b? weekend:b? career:s12 career_months:i? education:s12 car:b marks:t deadline_kind:s12'
)
COPIED = f'id:s80 region:s5 posted_on:s10 {FACTS}'
KINDS = {'t': sa.Text(), 'b': sa.Boolean(), 'i': sa.Integer(), 'f': sa.Float()}
OPEN = sa.text('gone_at IS NULL')
BEFORE = [
    'gone_at', 'deadline', 'id', 'posted_on', 'pay_kind', 'pay_min', 'pay_max', 'employment', 'work_days', 'shift',
    'begins', 'ends', 'minutes', 'part', 'night', 'weekend', 'career', 'career_months', 'education', 'car', 'marks',
    'deadline_kind',
]


def _names(spec):
    return [each.split(':')[0] for each in spec.split()]


def _columns(spec):
    for each in spec.split():
        name, kind = each.split(':')
        bare = kind.rstrip('?')
        kept = sa.String(length=int(bare[1:])) if bare[0] == 's' else KINDS[bare]
        yield sa.Column(name, kept, nullable=kind.endswith('?'))


def _make_anew(spec):
    """Make the table of marks with these columns beside, and fill it from the vacancies that are open."""
    op.execute('CREATE TEMPORARY TABLE known AS SELECT mark, vacancy, strength FROM vacancy_job')
    op.drop_table('vacancy_job')
    op.create_table(
        'vacancy_job',
        sa.Column('mark', sa.String(length=40), nullable=False),
        sa.Column('vacancy', sa.BigInteger(), nullable=False),
        sa.Column('strength', sa.Integer(), nullable=False),
        *_columns(spec),
        sa.PrimaryKeyConstraint('mark', 'vacancy', name=op.f('pk_vacancy_job')),
    )
    names = ', '.join(['mark', 'vacancy', 'strength', *_names(spec)])
    op.execute(
        f'INSERT INTO vacancy_job ({names}) SELECT {names} FROM known JOIN vacancy ON number = known.vacancy '
        'WHERE gone_at IS NULL'
    )
    op.execute('DROP TABLE known')
    op.create_index('ix_vacancy_job_vacancy', 'vacancy_job', ['vacancy'])


def upgrade() -> None:
    _make_anew(COPIED)
    newest, facts = sa.text('posted_on DESC'), _names(FACTS)
    op.create_index('ix_vacancy_job_newest', 'vacancy_job', [
        'mark', sa.text('strength DESC'), newest, 'id', 'region', 'vacancy', *facts
    ])
    for name in ('posted_on', 'known', 'search'):
        op.drop_index(f'ix_vacancy_{name}', 'vacancy')
    for name, columns in (('newest', [newest, 'id', 'region']), ('search', ['region', newest, 'id'])):
        op.create_index(
            f'ix_vacancy_{name}', 'vacancy', [*columns, 'number', 'gone_at', *facts],
            sqlite_where=OPEN, postgresql_where=OPEN,
        )


def downgrade() -> None:
    for name in ('search', 'newest'):
        op.drop_index(f'ix_vacancy_{name}', 'vacancy')
    op.create_index('ix_vacancy_posted_on', 'vacancy', ['posted_on'])
    op.create_index('ix_vacancy_known', 'vacancy', ['number', 'region', *BEFORE])
    op.create_index('ix_vacancy_search', 'vacancy', ['region', *BEFORE[:2], 'number', *BEFORE[2:]])
    op.drop_index('ix_vacancy_job_newest', 'vacancy_job')
    _make_anew('')
    op.create_index('ix_vacancy_job_known', 'vacancy_job', ['mark', 'vacancy', 'strength'])
