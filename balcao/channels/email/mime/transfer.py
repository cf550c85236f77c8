"""Content-Transfer-Encoding undone, also where it is broken: what can be read is read."""

import binascii
import re

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))
_BLANKS = b" \t\r\n"
_SOFT_BREAK = re.compile(rb"=[ \t]+(?=\r?\n)")
_PIECES_MOST = 10_000
_UU_LINES_MOST = 2_000_000


def decode(data: bytes, encoding: str, *, is_text: bool = False) -> bytes:
    """The bytes that were meant. Text that only claims to be encoded comes as it is."""
    match encoding:
        case "base64" | "b":
            return data if is_text and _is_no_base64(data) else base64(data)
        case "quoted-printable" | "quoted_printable" | "q":
            return quoted_printable(data)
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            return _uu(data)
        case _:
            return data


def base64(data: bytes) -> bytes:
    """Everything in `data` that is base64; several padded pieces one after the other count too."""
    pure = data.translate(None, _NOT_BASE64)
    head, pad, rest = pure.partition(b"=")
    if pad and rest.strip(b"="):
        return b"".join(_piece(piece) for piece in _pieces(data))
    return _piece(head)


def _pieces(data: bytes) -> list[bytes]:
    """What stands between the paddings; a footer that a list has added in clear is left out."""
    found = [piece.strip(_BLANKS) for piece in re.split(rb"=+", data, maxsplit=_PIECES_MOST)]
    return [piece.translate(None, _NOT_BASE64) for piece in found if b" " not in piece]


def _piece(pure: bytes) -> bytes:
    left = len(pure) % 4
    return binascii.a2b_base64(pure[:-1] if left == 1 else pure + b"=" * (-len(pure) % 4))


def _is_no_base64(data: bytes) -> bool:
    """Words with blanks between them, or many signs that base64 does not have. A padded line is believed."""
    sample = data[:4096].strip(_BLANKS)
    first = sample.split(b"\n", 1)[0].strip()
    if first.endswith(b"=") and not first.translate(None, _BASE64):
        return False
    signs = sample.translate(None, _BLANKS)
    return b" " in first or len(signs.translate(None, _BASE64)) * 10 > len(signs)


def quoted_printable(data: bytes) -> bytes:
    """Broken escapes stay as they are written."""
    if b"= " in data or b"=\t" in data:
        data = _SOFT_BREAK.sub(b"=", data)
    return binascii.a2b_qp(data)


def _uu(data: bytes) -> bytes:
    out: list[bytes] = []
    for line in data.splitlines()[:_UU_LINES_MOST]:
        if line.startswith(b"begin ") or line in (b"end", b"", b"`"):
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some programs pad a line beyond its announced length.
            out.append(_uu_cut(line))
    return b"".join(out)


def _uu_cut(line: bytes) -> bytes:
    length = ((line[0] - 32) & 63) * 4 // 3 + 3
    try:
        return binascii.a2b_uu(line[: 1 + length // 4 * 4])
    except binascii.Error:
        return b""
