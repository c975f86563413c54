"""Brings the database to the state that this version needs: all that is missing in one transaction, or nothing."""

import pathlib

from database import connect

# Any number that no other program takes: two containers may migrate at the same time.
LOCK = 20250
MIGRATIONS = pathlib.Path(__file__).parent / "migrations"


def migrate() -> None:
    """Runs the files that have not run yet, in the order of their names."""
    with connect() as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        connection.execute("CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY)")
        done = {name for (name,) in connection.execute("SELECT name FROM migration")}
        for file in sorted(MIGRATIONS.glob("*.sql")):
            if file.name in done:
                continue
            connection.execute(file.read_bytes())
            connection.execute("INSERT INTO migration VALUES (%s)", [file.name])
            print("migrated:", file.name)


if __name__ == "__main__":
    migrate()
