"""One day: `python -m tests.load --database postgresql --calm 35 --rough 25`. `./run soak` runs ten minutes of it."""

from __future__ import annotations

import argparse
import sys
from dataclasses import fields

from tests.load import day
from tests.load.day import Day


def main(arguments: list[str]) -> int:
    """Run it, print what was done and found, and say by the exit code whether every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    for one in fields(Day):
        if isinstance(one.default, bool):
            parser.add_argument(f"--{one.name}", action=argparse.BooleanOptionalAction, default=one.default)
        else:
            parser.add_argument(f"--{one.name}", type=type(one.default), default=one.default)
    outcome = day.run(Day(**vars(parser.parse_args(arguments))))
    sys.stdout.write(outcome.table() + "\n")
    return 0 if outcome.good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
