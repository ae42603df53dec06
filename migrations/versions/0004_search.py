"""search: what comments and clauses are found by, kept by the database itself

On SQLite two FTS5 tables kept by triggers, on PostgreSQL two GIN indexes. Neither parses: the column
``stems`` has the tokens already, and both cut it at its spaces. Only what everybody may read is
in them, so a hidden comment cannot be found by any mistake of a query.

A migration that makes ``comment``, ``clause_text`` or ``proposal`` anew on SQLite (as batch mode does
for some changes) loses the triggers: it must run ``upgrade_sqlite`` of the newest version of them.
"""

from __future__ import annotations

from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

# Every byte above 127 belongs to a word, so that no table of Unicode stands between us and a token.
# The underscore belongs to what is no word: _c7 (the consultation), _kk (the language), _oppose.
TOKENIZER = "tokenize=\"ascii tokenchars '_'\""


def _comment(row: str) -> str:
    """What a row of comment is found by, and whether it is found at all."""
    return f"""
        {row}.stems || ' _c' || {row}.consultation_id || ' _' || coalesce({row}.stance, 'unstated')
        || CASE WHEN {row}.lang IN ('en', 'kk', 'ru') THEN ' _' || {row}.lang ELSE '' END
        WHERE {row}.status = 'visible' AND {row}.stems <> ''"""


# Where a text of a clause stands among all: the newest consultation first, in it by the number of
# the proposal, then in reading order. FTS5 gives rows by their id, so the first hits are read at once,
# however many there are. 14 bits for the consultation, 7, 20, 17, and 5 for the languages.
_PLACE = """(-proposal.consultation_id * (1 << 49)) + (max(0, min(proposal.number, 127)) << 42)
        + (version.id << 22)"""


def _clause(row: str) -> str:
    """Where the text of a clause of a current version stands, and what it is found by."""
    return f"""
        SELECT coalesce((SELECT max(rowid) FROM clause_search WHERE rowid BETWEEN place AND place + 31),
            place - 1) + 1,
            {row}.stems || ' _c' || consultation_id
            || CASE WHEN {row}.lang IN ('en', 'kk', 'ru') THEN ' _' || {row}.lang ELSE '' END,
            {row}.clause_id, {row}.lang
        FROM (SELECT {_PLACE} + (clause.position << 5) AS place, proposal.consultation_id
            FROM clause JOIN version ON version.id = clause.version_id
            JOIN proposal ON proposal.id = version.proposal_id
            WHERE clause.id = {row}.clause_id AND version.number >= proposal.current_version)
        WHERE {row}.stems <> ''"""


# The FTS5 table of comments keeps no text, so what is taken out must be said as it was put in.
_TAKE_OUT = f"INSERT INTO comment_search (comment_search, rowid, tokens) SELECT 'delete', OLD.id, {_comment('OLD')};"
_PUT_IN = f"INSERT INTO comment_search (rowid, tokens) SELECT NEW.id, {_comment('NEW')};"
_IN_CLAUSES = 'INSERT INTO clause_search (rowid, tokens, clause_id, lang)'
_PUT_IN_CLAUSE = f"{_IN_CLAUSES} {_clause('NEW')};"
_TAKE_OUT_CLAUSE = f"""
    DELETE FROM clause_search WHERE lang = OLD.lang AND rowid >= (
        SELECT {_PLACE} + (clause.position << 5) FROM clause
        JOIN version ON version.id = clause.version_id
        JOIN proposal ON proposal.id = version.proposal_id WHERE clause.id = OLD.clause_id)
    AND rowid <= (
        SELECT {_PLACE} + (clause.position << 5) + 31 FROM clause
        JOIN version ON version.id = clause.version_id
        JOIN proposal ON proposal.id = version.proposal_id WHERE clause.id = OLD.clause_id);"""
# A new version takes the place of the one before.
_OF_OLD_VERSION = """FROM proposal JOIN version ON version.proposal_id = proposal.id
        WHERE proposal.id = OLD.id AND version.number = OLD.current_version"""
_TAKE_OUT_VERSION = f"""
    DELETE FROM clause_search WHERE rowid >= (SELECT {_PLACE} {_OF_OLD_VERSION})
    AND rowid < (SELECT {_PLACE} + (1 << 22) {_OF_OLD_VERSION});"""
TRIGGERS = {
    'comment_search_insert': f'AFTER INSERT ON comment BEGIN {_PUT_IN} END',
    'comment_search_delete': f'AFTER DELETE ON comment BEGIN {_TAKE_OUT} END',
    'comment_search_update': 'AFTER UPDATE OF stems, status, stance, lang, consultation_id ON comment '
    f'BEGIN {_TAKE_OUT} {_PUT_IN} END',
    'clause_search_insert': f'AFTER INSERT ON clause_text BEGIN {_PUT_IN_CLAUSE} END',
    'clause_search_delete': f'AFTER DELETE ON clause_text BEGIN {_TAKE_OUT_CLAUSE} END',
    'clause_search_update': 'AFTER UPDATE OF stems ON clause_text '
    f'BEGIN {_TAKE_OUT_CLAUSE} {_PUT_IN_CLAUSE} END',
    'clause_search_version': 'AFTER UPDATE OF current_version ON proposal '
    f'WHEN NEW.current_version <> OLD.current_version BEGIN {_TAKE_OUT_VERSION} END',
}


def upgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        upgrade_sqlite()
    else:
        op.execute(
            'CREATE INDEX ix_comment_search ON comment '
            "USING gin (string_to_array(stems, ' ')) WHERE status = 'visible'"
        )
        op.execute(
            "CREATE INDEX ix_clause_search ON clause_text USING gin (string_to_array(stems, ' '))"
        )
    # What is still to be indexed is found at once, however much is indexed already.
    op.execute("CREATE INDEX ix_comment_search_waiting ON comment (id) WHERE stems = ''")


def upgrade_sqlite() -> None:
    """The tables with what is there, and the triggers."""
    op.execute(
        "CREATE VIRTUAL TABLE comment_search USING fts5("
        f"tokens, content='', columnsize=0, detail=none, {TOKENIZER})"
    )
    op.execute(
        'CREATE VIRTUAL TABLE clause_search USING fts5('
        f'tokens, clause_id UNINDEXED, lang UNINDEXED, columnsize=0, detail=none, {TOKENIZER})'
    )
    where = _comment('comment').replace('WHERE', 'FROM comment WHERE')
    op.execute(f'INSERT INTO comment_search (rowid, tokens) SELECT comment.id, {where}')
    for name, body in TRIGGERS.items():
        op.execute(f'CREATE TRIGGER {name} {body}')
    # Through the trigger, because each row asks which are there already.
    op.execute("UPDATE clause_text SET stems = stems WHERE stems <> ''")


def downgrade() -> None:
    op.execute('DROP INDEX ix_comment_search_waiting')
    if op.get_bind().dialect.name == 'sqlite':
        for name in TRIGGERS:
            op.execute(f'DROP TRIGGER {name}')
        op.execute('DROP TABLE comment_search')
        op.execute('DROP TABLE clause_search')
    else:
        op.execute('DROP INDEX ix_comment_search')
        op.execute('DROP INDEX ix_clause_search')
