"""What a file is taken for: by its bytes, never by its name alone (XSS-06, WID-14)."""

import pytest

from balcao.kit.media_types import UNKNOWN, Claim, media_type
from tests.support.pictures import HTML, MP4, PDF, SVG, picture

PNG, JPEG, GIF, WEBP = (picture(kind) for kind in ("PNG", "JPEG", "GIF", "WEBP"))
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (GIF, "image/gif"),
        (WEBP, "image/webp"),
        (picture("BMP"), "image/bmp"),
        (PDF, "application/pdf"),
        (MP4, "video/mp4"),
        (b"\0\0\0\x14ftypqt  ", "video/quicktime"),
        (b"\0\0\0\x14ftypM4A ", "audio/mp4"),
        (b"\x1a\x45\xdf\xa3\x01....webm....V_VP9 A_OPUS", "video/webm"),
        (b"\x1a\x45\xdf\xa3\x01....webm....A_OPUS", "audio/webm"),
        (b"OggS....OpusHead", "audio/ogg"),
        (b"ID3\x04\0\0", "audio/mpeg"),
        (b"\xff\xfb\x90\x64\0\0", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "audio/aac"),
        (b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
        (b"PK\x03\x04", "application/zip"),
        (b"{\\rtf1", "application/rtf"),
        ("Olá, tudo bem?".encode(), "text/plain"),
        (b"\xff\xfeO\0l\0", "text/plain"),
        (HTML, "text/html"),
        (b" \n\t<SCRIPT>", "text/html"),
        (SVG, "image/svg+xml"),
        (b'<?xml version="1.0"?><svg/>', "image/svg+xml"),
        (b'<?xml version="1.0"?><a/>', "text/xml"),
        (b"\x7fELF\x02\x01\x01\0\0", UNKNOWN),
        (b"", UNKNOWN),
    ],
)
def test_bytes_say_what_they_are(data: bytes, expected: str) -> None:
    assert media_type(data) == expected


@pytest.mark.parametrize(
    ("data", "name", "claimed"),
    [
        (HTML, "foto.png", "image/png"),
        (HTML, "foto", "image/png"),
        (SVG, "foto.png", "image/png"),
        (HTML, "dados.csv", "text/csv"),
        (b"<?php echo 1;", "a.php", "text/plain"),
        (b"oi", "a.pht", "text/plain"),
        (b"oi", ".htaccess", ""),
        (PNG, "a.exe", "image/png"),
        (PNG, "a.html", "text/html"),
        (PNG, "a.pdf", ""),
        (b"PK\x03\x04", "a.jar", ""),
        (PDF, "a.png", "image/png"),
        (PNG, "a.mp4", "video/mp4"),
    ],
)
def test_a_contradiction_is_nothing_in_particular_xss_06(data: bytes, name: str, claimed: str) -> None:
    assert media_type(data, Claim(name, claimed)) == UNKNOWN


@pytest.mark.parametrize(
    ("data", "name", "claimed", "expected"),
    [
        (PNG, "foto.PNG", "image/png", "image/png"),
        (JPEG, "foto.png", "image/png", "image/jpeg"),
        (PNG, "", "", "image/png"),
        (PNG, "sem-ponto", "application/octet-stream", "image/png"),
        (MP4, "nota.m4a", "audio/mp4", "audio/mp4"),
        (MP4, "nota.mp4", "audio/mp4", "audio/mp4"),
        (MP4, "filme.mov", "video/quicktime", "video/mp4"),
        (b"PK\x03\x04", "ata.docx", "", WORD),
        (b"PK\x03\x04", "fotos.zip", "", "application/zip"),
        (b"a;b\n1;2", "dados.csv", "text/csv", "text/csv"),
        (b"{}", "dados.json", "", "application/json"),
        (b"oi", "recado.txt", "", "text/plain"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ata.doc", "", "application/msword"),
    ],
)
def test_name_and_claim_narrow_it_down(data: bytes, name: str, claimed: str, expected: str) -> None:
    assert media_type(data, Claim(name, claimed)) == expected
