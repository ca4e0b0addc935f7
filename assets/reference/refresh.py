"""Rewrite casework/courts/data from the Ministry of Justice's standing data.

The source is the npm package @moj-bichard7-developers/bichard7-next-data (MIT licence). Run, with npm on the path:

    python assets/reference/refresh.py

or, where the package is already unpacked, `python assets/reference/refresh.py FOLDER`. Only what Waymark needs is
kept. Two files in the same folder are kept by hand, because the package says nothing about either: `closed-courts.json`
and `justice-area-names.json`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

PACKAGE = "@moj-bichard7-developers/bichard7-next-data"
TARGET = Path(__file__).resolve().parents[2] / "casework" / "courts" / "data"

Rows = list[dict[str, Any]]


def _set(codes: str) -> frozenset[str]:
    return frozenset(codes.split())


FORCES = _set(
    "01 03 04 05 06 07 10 11 12 13 14 16 17 20 21 22 23 30 31 32 33 34 35 36 37 40 41 42 43 44 45 46 47 48 50 52 53 54"
    " 55 60 61 62 63 93"
)
"""The territorial forces of England and Wales, and the British Transport Police."""

OFFENCES = _set("SO59001 SO59002 SO59003 SO59004 SO59501 SO59502 SO59503 BA76001")
"""Street Offences Act 1959: the offences (the first two are the older wording), breach of an order, the two
applications to change one; Bail Act 1976 s.6: failing to surrender."""

RESULTS = _set(
    "1015 1017 1018 1029 1032 1040 1087 1116 1144 2004 2006 2007 2008 2050 2051 2053 2058 2060 2061 2063 2065 2094"
    " 3501 3502 4004 4027 4028 4047 4506 4529 4530 4531 4542 4543 4553 4555 4575 4576 4577 4583 4584"
)
"""Endings of a case, sentences that replace or follow an order, adjournments, bail and warrants."""


def fetch(folder: Path) -> Path:
    """Download the package with npm's own client and unpack it; return its data folder."""
    subprocess.run(["npm", "pack", PACKAGE, "--silent"], cwd=folder, check=True)  # noqa: S603, S607
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package" / "data"


def courts(units: Rows) -> Rows:
    """The magistrates' courts: every unit of level B that is one building, not a county or a service centre."""
    wanted = [u for u in units if u["topLevelName"] == "Magistrates' Courts" and u["thirdLevelCode"] != "00"]
    rows = [
        {
            "ou_code": "B" + u["secondLevelCode"] + u["thirdLevelCode"] + u["bottomLevelCode"],
            "place": " ".join(u["thirdLevelName"].replace("’", "'").replace("((", "(").split()),
            "area": u["secondLevelName"],
            "lja_code": u["thirdLevelPsaCode"],
        }
        for u in wanted
    ]
    return sorted(rows, key=lambda row: row["ou_code"])


def coded(rows: Rows, wanted: frozenset[str], code: str, title: str) -> Rows:
    """The wanted rows as code and title, in the order of their codes."""
    kept = [{"code": row[code], "title": " ".join(row[title].split())} for row in rows if row[code] in wanted]
    return sorted(kept, key=lambda row: row["code"])


def write(name: str, rows: Rows) -> None:
    """One row a line, so that a change of the source reads as a change of lines."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (TARGET / name).write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{name}: {len(rows)} rows")


def refresh(source: Path) -> None:
    """Read the four source files and write the four data files."""
    read = {name: json.loads((source / f"{name}.json").read_text(encoding="utf-8")) for name in SOURCES}
    write("courts.json", courts(read["organisation-unit"]))
    write("forces.json", coded(read["forces"], FORCES, "code", "name"))
    write("offences.json", coded(read["offence-code"], OFFENCES, "cjsCode", "offenceTitle"))
    write("results.json", coded(read["result-code"], RESULTS, "cjsCode", "description"))


SOURCES = ("organisation-unit", "forces", "offence-code", "result-code")

if __name__ == "__main__":
    if len(sys.argv) > 1:
        refresh(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            refresh(fetch(Path(temporary)))
