"""The application's part of PostgreSQL."""

import psycopg

from settings import SETTINGS


def connect() -> psycopg.Connection:
    """A new connection. As a context manager it is one transaction, and closed behind it.

    Who listens where the server should be gets no password: it is proved without being sent (SCRAM), or not at all.
    """
    return psycopg.connect(**SETTINGS["database"], connect_timeout=3, require_auth="scram-sha-256")


def count_visit() -> int:
    """Notes a visit and returns how many there were. A connection for each: none outlives a restart of the server."""
    with connect() as connection:
        connection.execute("INSERT INTO visit DEFAULT VALUES")
        return connection.execute("SELECT count(*) FROM visit").fetchone()[0]
