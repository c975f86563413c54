"""The application, as gunicorn calls it (PEP 3333)."""

import sys

import psycopg

import database
import parts
from page import page
from settings import SETTINGS

HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


def application(environ, start_response):
    """Answers one request."""
    status, kind, body, headers = answer(environ["REQUEST_METHOD"], environ["PATH_INFO"])
    content = body.encode()
    start_response(status, [("Content-Type", kind), ("Content-Length", str(len(content))), *headers])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]


def answer(method: str, path: str) -> tuple[str, str, str, list[tuple[str, str]]]:
    """Status line, content type, content and further headers."""
    if path not in ("/", "/health"):
        return "404 Not Found", TEXT, "There is only one page: /\n", []
    if method not in ("GET", "HEAD"):
        return "405 Method Not Allowed", TEXT, "The page can only be read.\n", [("Allow", "GET, HEAD")]
    if path == "/health":
        # Without the database: while that is away, this application is well, and says so on its page.
        return "200 OK", TEXT, "ok\n", []
    try:
        visits = database.count_visit()
    except psycopg.OperationalError as error:
        print("the database does not answer:", str(error).strip(), file=sys.stderr, flush=True)
        content = page(parts.read(SETTINGS["semaphores"]), None)
        return "503 Service Unavailable", HTML, content, [("Retry-After", "2"), ("Cache-Control", "no-store")]
    return "200 OK", HTML, page(parts.read(SETTINGS["semaphores"]), visits), [("Cache-Control", "no-store")]
