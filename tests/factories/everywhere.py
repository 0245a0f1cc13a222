"""Looking for words in every column of every table, those of libraries too: what is deleted stands nowhere."""

from django.db import connection


def where_it_stands(words):
    """Return the columns, as "table.column", of any row that holds the words, in a text, in JSON or in a file's name."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  named by the database itself
            columns = [column[0] for column in cursor.description]
            found |= {
                f"{table}.{name}"
                for row in cursor.fetchall()
                for name, value in zip(columns, row, strict=True)
                if words.lower() in _text_of(value).lower()
            }
    return found


def _text_of(value):
    return bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)
