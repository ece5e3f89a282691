"""the catalogue as it is searched: official occupations, hours, full text. A copy: it is fetched anew"""

import sqlalchemy as sa
from alembic import op
from bot.store import fulltext, tables

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

OLD_VACANCY = (
    'id:s80! source:s40 practice:b title:t company:t region:s5 place:t occupation:s40 occupation_name:t pay_kind:s8 '
    'pay_min:i? pay_max:i? pay_text:t employment:s16 work_days:f? hours_text:t shift:s12 career:s12 education:s12 '
    'targets:j welfare:j deadline_kind:s12 deadline:s10? posted_on:s10 link:t? search_text:t raw:j fetched_at:m gone_at:m?'
)
OLD_COURSE = (
    'id:s80! source:s40 practice:b title:t institute:t region:s5 place:t field:s40 field_name:t starts_on:s10 ends_on:s10 '
    'hours:i? schedule:s12 online:b fee:i? card:b kind:s24 seats:i? employment_rate:f? link:t? search_text:t raw:j '
    'fetched_at:m gone_at:m?'
)
NEW_VACANCY = (
    'id:s80! number:n source:s40 practice:b title:t company:t region:s5 place:t occupation:s40 job_code:s6 '
    'occupation_name:t pay_kind:s8 pay_min:i? pay_max:i? pay_text:t employment:s16 work_days:f? hours_text:t shift:s12 '
    'begins:i? ends:i? minutes:i? part:s10 night:b? weekend:b? career:s12 career_months:i? education:s12 car:b targets:j '
    'welfare:j marks:t deadline_kind:s12 deadline:s10? posted_on:s10 link:t? words:t raw:j fetched_at:m gone_at:m?'
)
NEW_COURSE = OLD_COURSE.replace('search_text:t', 'words:t').replace('id:s80! ', 'id:s80! number:n ')
KINDS = {'t': sa.Text(), 'b': sa.Boolean(), 'i': sa.Integer(), 'f': sa.Float(), 'j': sa.JSON(), 'n': sa.BigInteger(),
         'm': tables.Moment(timezone=True)}


def _columns(spec):
    for each in spec.split():
        name, kind = each.split(':')
        bare = kind.rstrip('?!')
        yield sa.Column(
            name,
            sa.String(length=int(bare[1:])) if bare[0] == 's' else KINDS[bare],
            nullable=kind.endswith('?'),
        )


def _make(name, spec, *rest):
    op.create_table(name, *_columns(spec), sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{name}')), *rest)


def _forget():
    for name in ('vacancy', 'course'):
        op.drop_table(name)
    op.execute('DELETE FROM sync_run')  # nothing has been fetched into the new tables yet


def upgrade() -> None:
    _forget()
    _make('vacancy', NEW_VACANCY, sa.UniqueConstraint('number', name=op.f('uq_vacancy_number')))
    op.create_index('ix_vacancy_search', 'vacancy', [
        'region', 'gone_at', 'deadline', 'number', 'id', 'posted_on', 'pay_kind', 'pay_min', 'pay_max', 'employment',
        'work_days', 'shift', 'begins', 'ends', 'minutes', 'part', 'night', 'weekend', 'career', 'career_months',
        'education', 'car', 'marks', 'deadline_kind',
    ])
    op.create_index('ix_vacancy_posted_on', 'vacancy', ['posted_on'])
    op.create_index('ix_vacancy_source_fetched_at', 'vacancy', ['source', 'fetched_at'])
    op.create_table('vacancy_job',
    sa.Column('mark', sa.String(length=40), nullable=False),
    sa.Column('vacancy', sa.BigInteger(), nullable=False),
    sa.Column('strength', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('mark', 'vacancy', name=op.f('pk_vacancy_job'))
    )
    op.create_index('ix_vacancy_job_vacancy', 'vacancy_job', ['vacancy'])
    _make('course', NEW_COURSE, sa.UniqueConstraint('number', name=op.f('uq_course_number')))
    op.create_index('ix_course_search', 'course', [
        'region', 'gone_at', 'starts_on', 'number', 'id', 'field', 'schedule', 'online', 'card', 'kind', 'seats', 'fee',
        'employment_rate',
    ])
    op.create_index('ix_course_source_fetched_at', 'course', ['source', 'fetched_at'])
    for name in fulltext.CATALOGUE:
        for statement in fulltext.create(name, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    for name in fulltext.CATALOGUE:
        for statement in fulltext.drop(name, op.get_bind().dialect.name):
            op.execute(statement)
    op.drop_table('vacancy_job')
    _forget()
    _make('vacancy', OLD_VACANCY)
    op.create_index('ix_vacancy_region_occupation', 'vacancy', ['region', 'occupation'])
    _make('course', OLD_COURSE)
    op.create_index('ix_course_region_field', 'course', ['region', 'field'])
