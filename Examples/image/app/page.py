"""The page as HTML."""

import html
import pathlib
import string

from parts import Part

TEMPLATE = string.Template((pathlib.Path(__file__).parent / "page.html").read_text(encoding="utf-8"))


def page(parts: list[Part], visits: int | None) -> str:
    """
    The whole page.

    visits: How many there were, with this one; None where the database does not answer. The page is asked for again
    then, by the browser itself.
    """
    if visits is None:
        title, text = "The database is away", "The visits cannot be counted until it is back; this page waits for it."
    else:
        title, text = "The stack is up", f'This is visit <strong id="count">{visits}</strong>.'
    return TEMPLATE.substitute(
        title=title,
        visits=text,
        refresh='<meta http-equiv="refresh" content="2">\n' if visits is None else "",
        rows="".join(row(number, part, parts[0]) for number, part in enumerate(parts, 1)),
    )


def row(number: int, part: Part, first: Part) -> str:
    """One part's row of the table."""
    behind = (part.written - first.written) / 1e9
    state = "up" if part.is_up else '<span class="down">gone</span>'
    return (
        f'<tr><td class="number">{number}</td><th scope="row">{html.escape(part.name)}</th>'
        f'<td><time datetime="{part.since:%Y-%m-%dT%H:%M:%SZ}">{part.since:%H:%M:%S} UTC</time></td>'
        f'<td class="number">{behind:.3f} s</td><td>{html.escape(part.host)}</td><td>{state}</td></tr>\n'
    )
