"""The figures of a day: how much, how fast, and what was answered."""

from __future__ import annotations

from collections.abc import Sequence

from tests.load.judge import Line, counted, p95

Rows = list[tuple[str, object]]
UNCOUNTED = {"look", "saved", "kept", "gone home"}


def rows(said: Sequence[Line], calm_until: float, calm: float) -> Rows:
    """For reading: `calm` is how many seconds nothing was killed, until a monotonic reading."""
    looks = [line for line in said if line["what"] == "look"]
    before = [line for line in looks if line["at"] < calm_until]
    done = counted(said)
    made: Rows = [("answers", len(looks)), ("answers a second, calm", round(len(before) / max(1.0, calm), 1))]
    made += [("acknowledged", done["saved"]), ("typing kept by a 503", done.get("kept", 0))]
    made += [(f"  {what}", done[what]) for what in sorted(done) if what not in UNCOUNTED]
    codes = sorted({int(line["status"]) for line in looks})
    made += [
        (f"answered {code or 'nothing: cut off'}", sum(line["status"] == code for line in looks)) for code in codes
    ]
    made += _pages("calm", before)
    return [*made, *_pages("rough", [line for line in looks if line["at"] >= calm_until])]


def _pages(when: str, looks: Sequence[Line]) -> Rows:
    return [
        (f"{when}: {kind}", f"{count:5}  middle {middle:7.0f} ms  p95 {slow:7.0f} ms")
        for kind, (count, middle, slow) in p95(looks).items()
    ]
