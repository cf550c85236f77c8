"""Pictures: measured by their headers, kept without their metadata, made small in a process of their own."""

import io
from pathlib import Path

import pytest

from balcao.kit.darkroom import THUMB_SIDE, thumbnail
from balcao.kit.errors import Problem
from balcao.kit.files import Files, Kept
from balcao.kit.media_types import UNKNOWN
from balcao.kit.pictures import FRAMES_MAX, measure
from balcao.kit.uploads import file_name, keep_now
from tests.support.pictures import SECRET, animation, empty_png, opened, photo, picture

MB = 1 << 20


class Upload:
    def __init__(self, data: bytes, filename: str = "", content_type: str = "") -> None:
        self.file, self.filename, self.content_type = io.BytesIO(data), filename, content_type


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


def kept(files: Files, data: bytes, name: str = "") -> tuple[Kept, bytes]:
    """What became of an upload, and its bytes on the disk."""
    found = keep_now(files, Upload(data, name), 40 * MB)
    return found, files.path(found.key).read_bytes()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_a_header_tells_the_size(kind: str) -> None:
    found = measure(picture(kind, (57, 31)), f"image/{kind.lower()}")
    assert found
    assert (found.width, found.height, found.frames) == (57, 31, 1)


def test_the_size_of_a_lossless_webp_and_a_progressive_jpeg() -> None:
    lossless = measure(picture("WEBP", (57, 31), lossless=True), "image/webp")
    progressive = measure(picture("JPEG", (57, 31), progressive=True), "image/jpeg")
    assert lossless and (lossless.width, lossless.height) == (57, 31)
    assert progressive and (progressive.width, progressive.height) == (57, 31)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_frames_are_counted(kind: str) -> None:
    found = measure(animation(12, kind), f"image/{kind.lower()}")
    assert found
    assert found.frames == 12


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_half_a_header_is_no_picture(kind: str) -> None:
    whole = picture(kind)
    for size in range(2, 40):
        measure(whole[:size], f"image/{kind.lower()}")
    assert measure(whole[:12], f"image/{kind.lower()}") is None


def test_a_picture_bomb_is_kept_as_a_plain_file_wid_16(files: Files) -> None:
    found, _ = kept(files, empty_png(50_000, 50_000), "a.png")
    assert (found.content_type, found.width, found.size < 1024) == (UNKNOWN, None, True)


def test_too_many_frames_are_kept_as_a_plain_file_wid_16(files: Files) -> None:
    allowed, _ = kept(files, animation(FRAMES_MAX), "a.gif")
    refused, _ = kept(files, animation(FRAMES_MAX + 1), "a.gif")
    assert (allowed.content_type, refused.content_type) == ("image/gif", UNKNOWN)


def test_a_polyglot_is_kept_as_a_plain_file_xss_06(files: Files) -> None:
    found, _ = kept(files, b"GIF89a=1;alert(1)//", "a.gif")
    assert found.content_type == UNKNOWN


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_does_not_say_where_it_was_taken_wid_17(files: Files, kind: str) -> None:
    original = photo(kind=kind)
    assert SECRET.encode() in original
    found, data = kept(files, original, f"a.{kind.lower()}")
    assert (found.width, found.height) == (40, 30)
    assert SECRET.encode() not in data
    assert not opened(data).getexif()
    assert opened(data).tobytes() == opened(original).tobytes()


def test_a_comment_and_what_hides_behind_the_picture_are_gone(files: Files) -> None:
    _, data = kept(files, picture("JPEG", comment=SECRET.encode(), progressive=True) + SECRET.encode(), "a.jpg")
    assert SECRET.encode() not in data
    assert opened(data).size == (40, 30)


def test_a_photo_is_turned_upright_wid_17(files: Files) -> None:
    found, data = kept(files, photo(orientation=6), "a.jpg")
    assert (found.width, found.height) == opened(data).size == (30, 40)
    assert not opened(data).getexif()


def test_a_photo_that_cannot_be_turned_keeps_that_one_tag(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("balcao.kit.uploads.turned_upright", lambda _jpeg: None)
    found, data = kept(files, photo(orientation=6), "a.jpg")
    assert dict(opened(data).getexif()) == {0x0112: 6}
    assert (found.width, found.height) == (30, 40)
    assert SECRET.encode() not in data


def test_a_small_rendition_is_upright_and_small(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(photo(orientation=6, size=(1200, 900)))
    small = thumbnail(tmp_path / "a")
    assert small
    assert opened(small).size == (THUMB_SIDE * 3 // 4, THUMB_SIDE)


@pytest.mark.parametrize("data", [b"no picture", picture("JPEG")[:300], empty_png(9000, 9000)])
def test_what_cannot_be_decoded_has_no_rendition_wid_16(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a").write_bytes(data)
    assert thumbnail(tmp_path / "a") is None


def test_a_picture_that_fills_the_memory_ends_only_its_own_process_wid_16(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(picture("PNG", (7000, 7000)))
    assert thumbnail(tmp_path / "a") is None


@pytest.mark.parametrize(("data", "sentence"), [(b"", "File is empty"), (b"x" * (MB + 1), "File is too large")])
def test_an_empty_and_a_large_file_are_refused_wid_14(files: Files, data: bytes, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence) as refusal:
        keep_now(files, Upload(data, "a.txt"), MB)
    assert refusal.value.status == 422
    assert not list(files.root.rglob("*"))


@pytest.mark.parametrize(
    ("claimed", "expected"),
    [
        ("foto.png", "foto.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\fotos\\praia.jpg", "praia.jpg"),
        ('a"\r\nSet-Cookie: x=1.png', 'a" Set-Cookie: x=1.png'),
        ("gpj.\u202eexe", "gpj.exe"),
        ("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png"),
        ("...", "file.png"),
        ("", "file.png"),
        ("ação 😀.png", "ação 😀.png"),
    ],
)
def test_a_name_is_one_line_without_tricks_xss_16(claimed: str, expected: str) -> None:
    assert file_name(claimed, "image/png") == expected


def test_a_long_name_keeps_its_ending_xss_16() -> None:
    name = file_name("é" * 5000 + ".png", "image/png")
    assert len(name.encode()) <= 255
    assert name.startswith("éééé")
    assert name.endswith("é.png")
