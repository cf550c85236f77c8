"""`format=flowed`: lines that a program has broken become the paragraphs they were."""

import re

_QUOTES = re.compile(r">*")


def unflowed(text: str, *, delsp: bool = False) -> str:
    """Paragraphs on one line each; quoted lines keep their `>`, and the line before a signature stays alone."""
    out: list[str] = []
    parts: list[str] = []
    depth = 0
    for line in text.split("\n"):
        marks = _QUOTES.match(line)
        level = marks.end() if marks else 0
        said = line[level:].removeprefix(" ")
        if parts and (level != depth or said == "-- "):
            out.append(_paragraph(depth, parts))
            parts = []
        depth = level
        flows = said.endswith(" ") and said != "-- "
        parts.append(said[:-1] if flows and delsp else said)
        if not flows:
            out.append(_paragraph(depth, parts))
            parts = []
    if parts:
        out.append(_paragraph(depth, parts))
    return "\n".join(out)


def _paragraph(depth: int, parts: list[str]) -> str:
    return ">" * depth + (" " if depth else "") + "".join(parts)
