"""Watches, in every test, that whatever is written to a history locks that history first.

An act is what happens inside the outermost transaction of the code under test; in a test's own transaction that is a
savepoint. In an act that writes an activity, the first row it locks or writes must be the end of a history, and ends are
locked in the order of their names. Two such acts can wait for each other, and never in a circle.
"""

import re

HISTORY = "partnerships_chain"
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)
LOCKS = re.compile(r'^\s*SELECT\b.*?\bFROM\s+"(\w+)".*\bFOR (?:NO KEY )?UPDATE\b', re.IGNORECASE | re.DOTALL)
# SQLite has no row locks: there the read that would lock tells the order.
READS_THE_END = re.compile(rf'^\s*SELECT (?!SUM\()[^(]*\bFROM "{HISTORY}"', re.IGNORECASE | re.DOTALL)
EVERY = "~"
BEGINS = re.compile(r"^\s*BEGIN\b", re.IGNORECASE)
# Held by nobody who could wait for a history: a form's token is taken before anything else, and once; a session is the
# person's own; a partnership just made is seen by nobody yet; a savepoint within one insert ends with it.
MAY_COME_BEFORE = {"partnerships_sentform", "django_session"}
MADE = re.compile(r'^\s*INSERT INTO "partnerships_partnership"', re.IGNORECASE)


class LockOrder:
    """Wraps the execution of every statement; ``wrong`` collects what came before a history, or out of order."""

    def __init__(self):
        self.wrong = []
        self._begin(None)

    def _begin(self, act):
        self.act, self.before, self.names, self.makes = act, [], [], False

    def __call__(self, execute, sql, params, many, context):
        self._look(sql, params, context["connection"])
        return execute(sql, params, many, context)

    def _look(self, sql, params, connection):
        blocks = [block for block in connection.atomic_blocks if not block._from_testcase]
        if not blocks or BEGINS.search(sql) or _is_idle(connection):
            self._begin(blocks[0] if blocks else None)
        elif blocks[0] is not self.act:
            self._begin(blocks[0])
        if not blocks:
            return
        if READS_THE_END.search(sql):
            self._end_of_history(sql, params)
            return
        match = WRITES.search(sql) or LOCKS.search(sql)
        self.makes = self.makes or bool(MADE.search(sql))
        if match and match[1] not in {HISTORY, *MAY_COME_BEFORE}:
            self.before.append(" ".join(sql.split())[:90])

    def _end_of_history(self, sql, params):
        if not self.names and self.before and not self.makes:
            self.wrong.append(f"before the history: {self.before[0]}")
        # Without a name every history is locked, and none can come too late.
        name = params[0] if params else EVERY
        if name not in self.names and EVERY not in self.names and any(earlier > name for earlier in self.names):
            self.wrong.append(f"{name} after {max(self.names)}")
        self.names.append(name)


def _is_idle(connection):
    """Whether PostgreSQL has not begun the transaction of this statement yet."""
    info = getattr(connection.connection, "info", None)
    return info is not None and info.transaction_status == 0
