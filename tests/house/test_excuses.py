"""An exception carries its reason on the line, and names a check that exists.

An escape hatch without a reason is a rule that has ended without anybody saying so; one for a check that is gone is
noise that the next reader must decode.
"""

from pathlib import Path

from tests.house.tree import Source, excuses, expect_none, sources

CHECKS = {path.stem.removeprefix("test_").replace("_", "-") for path in Path(__file__).parent.glob("test_*.py")}


def offences(source: Source) -> list[str]:
    found = [f"{source.path}:{line} {check}" for line, check, _ in excuses(source) if check not in CHECKS]
    understood = {line for line, _, _ in excuses(source)}
    return found + [
        f"{source.path}:{number} has no reason"
        for number, line in enumerate(source.lines, 1)
        if "# house:" in line and number not in understood
    ]


def test_every_excuse_is_understood() -> None:
    expect_none(offence for source in sources("balcao", "scripts", "bench") for offence in offences(source))


def test_a_bare_or_stray_excuse_is_seen() -> None:
    assert offences(Source("balcao/x.py", "f()  # house: commits"))
    assert offences(Source("balcao/x.py", "f()  # house: nothing-known - because"))
