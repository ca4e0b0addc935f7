"""One storm: `python -m tests.harness --database sqlite --kills 150 --pauses 20 --seed 1`. `./run soak` runs two."""

from __future__ import annotations

import argparse
import sys
from dataclasses import fields

from tests.harness import drill
from tests.harness.storm import Storm


def main(arguments: list[str]) -> int:
    """Run it, print what was done and found, and say by the exit code whether every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.harness", description=__doc__)
    for one in fields(Storm):
        if isinstance(one.default, bool):
            parser.add_argument(f"--{one.name}", action=argparse.BooleanOptionalAction, default=one.default)
        else:
            parser.add_argument(f"--{one.name.replace('_', '-')}", type=type(one.default), default=one.default)
    outcome = drill.run(Storm(**vars(parser.parse_args(arguments))))
    sys.stdout.write(outcome.table() + "\n")
    return 0 if outcome.good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
