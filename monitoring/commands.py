"""Commands of monitoring: `./run waymark figures --scheme NAME --from DATE --to DATE`."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import click

from casework.accounts import services as accounts
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import reading
from casework.kernel.refused import Refused
from casework.kernel.typed import Unreadable, parse_day
from monitoring import services
from monitoring.rules.figures import Days, Figures


class _Day(click.ParamType[dt.date]):
    """A date in any style Waymark reads, day first."""

    name = "date"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        try:
            return parse_day(value, latest=dt.date(clock.today().year + 1, 12, 31))
        except Unreadable as no:
            self.fail(f"“{value}” is not a date. {no.message}.", param, ctx)


@click.command()
@click.option("--scheme", required=True, metavar="NAME", help="The scheme, by its name.")
@click.option("--from", "first", required=True, type=_Day(), help="First day of arrest that counts.")
@click.option("--to", "last", required=True, type=_Day(), help="Last day of arrest that counts.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
def figures(scheme: str, first: dt.date, last: dt.date, as_json: bool) -> None:
    """Count a scheme's people, referrals and completions, by date of arrest, both dates included.

    Dates may be typed like 1/6/2006, 1 June 2006 or 2006-06-01. A rate is a fraction: 0.89 is 89%.
    """
    with reading():
        agency = accounts.first_agency()
        by = Actor.system(agency.id) if agency else None
        try:
            name, counted = services.figures_named(scheme, first=first, last=last, by=by)
        except Refused as no:
            raise click.UsageError(f"{no.message}.") from no
    if by is None:
        click.echo("Nothing is recorded yet: import a spreadsheet or set up your service first.", err=True)
    answer = as_mapping(counted, name, first, last)
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2) if as_json else as_table(answer))


def as_mapping(counted: Figures, scheme: str, first: dt.date, last: dt.date) -> dict[str, object]:
    """The figures with what they are of, in the words of the documentation."""
    head = {"scheme": scheme, "from": first.isoformat(), "to": last.isoformat()}
    return {**head, **{key: _plain(value) for key, value in vars_of(counted).items()}}


def vars_of(counted: Figures) -> dict[str, object]:
    """Every figure by its name."""
    return {one.name: getattr(counted, one.name) for one in dataclasses.fields(counted)}


def _plain(value: object) -> object:
    return dataclasses.asdict(value) if isinstance(value, Days) else value


def as_table(answer: dict[str, object]) -> str:
    """The figures in two columns for reading."""
    rows = [(key.replace("_", " "), _shown(key, value)) for key, value in answer.items()]
    return "\n".join(f"{name:<32} {value}" for name, value in rows)


def _shown(key: str, value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in value.items()) or "none"
    if isinstance(value, float):
        return f"{value:.1%}" if key.endswith("rate") else f"{value:.2f}"
    return "none" if value is None else str(value)
