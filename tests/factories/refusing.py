"""A row that the database will not write or read, as one that is damaged."""

from contextlib import contextmanager

from django.db import connection


class RowRefused(RuntimeError):
    pass


@contextmanager
def refusing(verb, table, value=None):
    """Let statements of a kind on a table fail: all of them, or those that carry a value.

    A value of its own: small numbers stand in many statements.
    """

    def refuse(execute, sql, params, many, context):
        if sql.startswith(verb) and table in sql and (value is None or value in _flat(params or ())):
            raise RowRefused
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def _flat(params):
    """Look into the columns that PostgreSQL takes many rows in."""
    return [one for param in params for one in (param if isinstance(param, list) else [param])]
