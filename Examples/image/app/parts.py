"""The parts of the stack, as their semaphores tell."""

import datetime
import fcntl
import pathlib
from typing import NamedTuple


class Part(NamedTuple):
    """One container that has a semaphore."""

    name: str
    host: str
    # Since when it is up; the file's own time tells it more exactly.
    since: datetime.datetime
    written: int
    # Whether the container lives; one that was killed leaves its semaphore behind.
    is_up: bool


def read(directory: str) -> list[Part]:
    """The parts in the order in which they came up."""
    parts = []
    # What begins with a dot is a semaphore in the making.
    for path in pathlib.Path(directory).glob("[!.]*"):
        try:
            parts.append(part(path))
        except (OSError, KeyError, ValueError):
            pass  # It went away meanwhile, or is no semaphore.
    return sorted(parts, key=lambda part: part.written)


def part(path: pathlib.Path) -> Part:
    """What one semaphore says, in lines such as "since=1700000000"."""
    with path.open(encoding="utf-8") as file:
        is_up = is_locked(file)
        fields = dict(line.rstrip("\n").split("=", 1) for line in file)
        written = path.stat().st_mtime_ns
    since = datetime.datetime.fromtimestamp(int(fields["since"]), datetime.timezone.utc)
    return Part(path.name, fields["host"], since, written, is_up)


def is_locked(file) -> bool:
    """Whether its owner holds the lock of a semaphore, see flock(2)."""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False
