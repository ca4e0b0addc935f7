"""`./run bench [NAME …]`: measure what is asked for, or all there is, and print one table with the goals beside."""

from __future__ import annotations

import argparse
import dataclasses
import json
import shutil
import sys
import textwrap
from collections.abc import Callable, Sequence

from tests.bench import claims, imports, looks, pages, quarter, rest, scale, search, texts, trail
from tests.bench.machine import machine
from tests.bench.table import Figure, lines

SMALL = texts.Plan(
    sizes=(20,),
    latencies=(0.0,),
    at_once=8,
    runs=1,
    few=20,
    many=40,
    looks=3,
    kinds=("sqlite", "postgresql"),
    forked=True,
)


def _texts(asked: argparse.Namespace, say: Callable[[str], None]) -> list[Figure]:
    chosen = SMALL if asked.small else texts.Plan(runs=asked.runs)
    sizes = (*chosen.sizes, 100_000) if asked.huge else chosen.sizes
    kinds = (asked.database,) if asked.database else chosen.kinds
    return texts.Bench(texts.Plan(**{**vars(chosen), "sizes": sizes, "kinds": kinds}), say).figures()


def _today(asked: argparse.Namespace, say: Callable[[str], None]) -> list[Figure]:
    plan = (
        pages.Plan(looks=3, at_once=2, live=60, done=40, appointments=50, listed=20, orders=20)
        if asked.small
        else pages.Plan()
    )
    kinds = (asked.database,) if asked.database else plan.kinds
    return pages.figures(pages.Plan(**{**vars(plan), "kinds": kinds}), say)


def _imports(asked: argparse.Namespace, say: Callable[[str], None]) -> list[Figure]:
    plan = imports.Plan(rows=60) if asked.small else imports.Plan()
    kinds = (asked.database,) if asked.database else plan.kinds
    return imports.figures(imports.Plan(plan.rows, kinds), say)


def _trail(asked: argparse.Namespace, say: Callable[[str], None]) -> list[Figure]:
    plan = trail.Plan(lines=2_000, runs=1) if asked.small else trail.Plan(runs=asked.runs)
    kinds = (asked.database,) if asked.database else plan.kinds
    return trail.figures(trail.Plan(plan.lines, plan.runs, kinds), say)


def _figures(asked: argparse.Namespace, say: Callable[[str], None]) -> list[Figure]:
    plan = quarter.Plan(people=6, sizes=(20, 60), looks=3) if asked.small else quarter.Plan()
    sizes = (*plan.sizes, 1_000_000) if asked.huge else plan.sizes
    kinds = (asked.database,) if asked.database else plan.kinds
    return quarter.figures(quarter.Plan(**{**vars(plan), "kinds": kinds, "sizes": sizes}), say)


def _scale(asked: argparse.Namespace, say: Callable[[str], None]) -> list[Figure]:
    plan = scale.Plan(sizes=(30, 60), live=9, listed=3, orders=3, looks=2) if asked.small else scale.Plan()
    sizes = tuple(size for size in plan.sizes if size <= asked.scale) if not asked.small else plan.sizes
    kinds = (asked.database,) if asked.database else plan.kinds
    return scale.figures(dataclasses.replace(plan, kinds=kinds, sizes=sizes), say)


def _search(asked: argparse.Namespace, say: Callable[[str], None]) -> list[Figure]:
    plan = search.Plan(people=30, site=60, looks=2, before=0) if asked.small else search.Plan()
    kinds = (asked.database,) if asked.database else plan.kinds
    site = plan.site if asked.small else max(plan.people, min(plan.site, asked.scale))
    return search.figures(dataclasses.replace(plan, kinds=kinds, site=site), say)


def _claims(asked: argparse.Namespace, say: Callable[[str], None]) -> list[Figure]:
    plan = claims.Plan(due=20, future=(20, 40), runs=3) if asked.small else claims.Plan()
    kinds = (asked.database,) if asked.database else plan.kinds
    return claims.figures(dataclasses.replace(plan, kinds=kinds), say)


def _looks(asked: argparse.Namespace, say: Callable[[str], None]) -> list[Figure]:
    site = scale.Plan(sizes=(30,), live=9, listed=3, orders=3)
    plan = looks.Plan(looks=2, before=1, site=site) if asked.small else looks.Plan()
    kinds = (asked.database,) if asked.database else plan.kinds
    return looks.figures(dataclasses.replace(plan, kinds=kinds), say)


def _rest(asked: argparse.Namespace, say: Callable[[str], None]) -> list[Figure]:
    small = rest.Plan(listed=2, courts=1, runs=1, requests=20, cold=False)
    plan = small if asked.small else rest.Plan(runs=asked.runs)
    kinds = (asked.database,) if asked.database else plan.kinds
    return rest.figures(dataclasses.replace(plan, kinds=kinds), say)


BENCHES = {
    "texts": _texts,
    "today": _today,
    "imports": _imports,
    "trail": _trail,
    "figures": _figures,
    "scale": _scale,
    "search": _search,
    "claims": _claims,
    "looks": _looks,
    "rest": _rest,
}


def main(arguments: Sequence[str]) -> int:
    """Measure; progress goes to the error stream, the table or the JSON to the output."""
    asked = _parser().parse_args(arguments)
    about = machine()
    say = (lambda line: None) if asked.quiet else (lambda line: print(line, file=sys.stderr, flush=True))
    found = {name: BENCHES[name](asked, say) for name in asked.names or BENCHES}
    if asked.json:
        rows = {name: [figure.as_row() for figure in figures] for name, figures in found.items()}
        print(json.dumps({"machine": about, "figures": rows}, indent=1))
        return 0
    said = ", ".join(f"{name} {value}" for name, value in about.items())
    print(textwrap.fill(said, shutil.get_terminal_size((100, 24)).columns), *lines(found), sep="\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    made.add_argument("names", nargs="*", metavar="NAME", choices=[*BENCHES, []], help=f"of {', '.join(BENCHES)}")
    made.add_argument("--json", action="store_true", help="print JSON instead of a table")
    made.add_argument("--runs", type=int, default=3, help="how often each is measured (3)")
    made.add_argument(
        "--scale", type=int, default=1_000_000, help="referrals of the greatest site, from 1,000 (1,000,000)"
    )
    made.add_argument("--huge", action="store_true", help="100,000 texts and 1,000,000 referrals as well")
    made.add_argument("--database", choices=("sqlite", "postgresql"), help="one database only")
    made.add_argument("--small", action="store_true", help="tiny sizes, to see that it works")
    made.add_argument("--quiet", action="store_true", help="show no progress")
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
