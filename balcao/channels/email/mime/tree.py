"""A mail cut into its parts in one pass: no level and no wrong boundary makes it slower, and no part gets lost."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from balcao.channels.email.mime.headers import Headers, read_headers
from balcao.channels.email.mime.parameters import parameters
from balcao.channels.email.mime.transfer import decode

LEVELS_MOST: Final = 50
PARTS_MOST: Final = 500
_LINES_MOST = 1_000_000
_BOUNDARY_MOST = 300
_PREAMBLE_MOST = 65_536
_KIND = re.compile(r"[a-z0-9][a-z0-9.+_-]*/[a-z0-9][a-z0-9.+_-]*")
_LIKELY = re.compile(
    rb"^--([^\s-][^\r\n]{0,250}?|-[^\r\n]{2,250}?)[ \t]*\r?\n(?=content-|\r?\n)", re.IGNORECASE | re.MULTILINE
)


@dataclass(slots=True, eq=False)
class Node:
    """One part. `start` and `end` are where its body lies in the mail."""

    raw: bytes = field(repr=False)
    headers: Headers
    kind: str
    parameters: Mapping[str, str]
    start: int
    end: int = 0
    children: list["Node"] = field(default_factory=list["Node"])

    @property
    def body(self) -> bytes:
        """Its bytes as they stand in the mail."""
        return self.raw[self.start : self.end]

    @property
    def encoding(self) -> str:
        """How its bytes are packed for the way."""
        told = self.headers.get(b"content-transfer-encoding") or b""
        return told.decode("ascii", "ignore").partition(";")[0].strip(" \"'").lower()

    @property
    def size(self) -> int:
        """About how many bytes it has when they are unpacked."""
        length = self.end - self.start
        return length * 3 // 4 if self.encoding == "base64" else length

    def content(self) -> bytes:
        """Its bytes with the transfer encoding undone."""
        return decode(self.body, self.encoding, is_text=self.kind.startswith(("text/", "message/")))

    def all(self) -> Iterator["Node"]:
        """The part itself and all parts inside it, in their order."""
        yield self
        for child in self.children:
            yield from child.all()


@dataclass(slots=True)
class Cut:
    """A mail in parts. `whole` is false where it has more of them than are looked at."""

    root: Node
    whole: bool


def cut(raw: bytes) -> Cut:
    """The tree of parts; what stands too deep is one part with everything in it."""
    cutter = _Cutter(raw)
    cutter.run()
    return Cut(cutter.root, cutter.whole)


class _Cutter:
    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.stack: list[tuple[bytes, Node]] = []
        self.levels: dict[bytes, int] = {}
        self.leaf: Node | None = None
        self.whole = True
        self.count = 0
        self.root = self._open(0, "text/plain")

    def run(self) -> None:
        raw, at = self.raw, max(self.root.start - 1, 0)
        for _ in range(_LINES_MOST if self.stack else 0):
            at = raw.find(b"\n--", at)
            if at < 0:
                break
            line, after = self._line(at + 3)
            level, closes = self._level(line)
            if level is None:
                at += 3
                continue
            self._close(level, at - (raw[at - 1 : at] == b"\r"))
            if closes:
                at = after - 1
                continue
            if self.count >= PARTS_MOST:
                self.whole = False
                break
            at = self._child(self.stack[level][1], after)
        self._close(-1, len(raw))

    def _line(self, at: int) -> tuple[bytes, int]:
        """The rest of the line at `at`, and where the next one begins."""
        most = at + _BOUNDARY_MOST
        end = self.raw.find(b"\n", at, most)
        if end < 0:
            end = min(len(self.raw), most)
        return self.raw[at:end].rstrip(b" \t\r"), min(end + 1, len(self.raw))

    def _level(self, line: bytes) -> tuple[int | None, bool]:
        if (level := self.levels.get(line)) is not None:
            return level, False
        if line.endswith(b"--") and (level := self.levels.get(line[:-2].rstrip())) is not None:
            return level, True
        return None, False

    def _close(self, level: int, end: int) -> None:
        """Everything inside `level` ends here. The level itself stays: some mails go on after its last line."""
        if self.leaf:
            self.leaf.end = max(end, self.leaf.start)
            self.leaf = None
        while len(self.stack) > level + 1:
            _, node = self.stack.pop()
            node.end = max(end, node.start)
        self._index()

    def _index(self) -> None:
        self.levels = {boundary: level for level, (boundary, _) in enumerate(self.stack)}

    def _child(self, parent: Node, at: int) -> int:
        child = self._open(at, "message/rfc822" if parent.kind == "multipart/digest" else "text/plain")
        parent.children.append(child)
        return child.start - 1

    def _open(self, at: int, usual: str) -> Node:
        self.count += 1
        headers, start = read_headers(self.raw, at)
        kind, extra = parameters(headers.get(b"content-type"))
        node = Node(self.raw, headers, kind if _KIND.fullmatch(kind) else usual, extra, start)
        boundary = self._boundary(node) if kind.startswith("multipart/") and len(self.stack) < LEVELS_MOST else None
        if boundary:
            self.stack.append((boundary, node))
            self._index()
        else:
            self.leaf = node
        return node

    def _boundary(self, node: Node) -> bytes | None:
        """The declared boundary, or the one that is really there."""
        declared = node.parameters.get("boundary", "").strip().encode("utf-8", "replace")
        window = min(len(self.raw), node.start + _PREAMBLE_MOST)
        if declared and self.raw.find(b"--" + declared, node.start, window) >= 0:
            return declared
        likely = _LIKELY.search(self.raw, node.start, window)
        if likely and likely[1] not in self.levels:
            return likely[1]
        return declared or None
