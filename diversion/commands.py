"""Commands of the diversion programme: `./run waymark import-history FILE.csv`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.exc import IntegrityError, OperationalError

from casework.accounts import services as accounts
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import reading, transaction
from diversion.history import services as history
from diversion.history.rules.problems import CannotRead, Problem
from diversion.history.rules.repeats import Repeat
from diversion.history.rules.row import Lookups, scheme_key
from diversion.history.rules.sheet import MOST_BYTES
from diversion.history.services import Intake

UNNAMED = "Our service"
BUSY = "The database is in use by something else. Nothing was imported: try again in a minute."
Tick = Callable[[int], None]


class _BadRows(Exception):
    """Rows that cannot be used stand in the way: nothing is written."""

    def __init__(self, intake: Intake) -> None:
        super().__init__(len(intake.problems))
        self.intake = intake


class _File(click.Path):
    """A file that is there. A relative path starts where `./run` was called: it changes directory itself."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        start = ctx.find_root().params.get("called_from") if ctx else None
        return super().convert(Path(start or "") / value, param, ctx)


@click.command("import-history")
@click.argument("file", type=_File(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Read and report; write nothing.")
@click.option("--skip-bad", is_flag=True, help="Write the good rows and leave the bad ones out.")
@click.option("--scheme", default="", metavar="NAME", help="The scheme of rows that name none.")
def import_history(file: Path, check: bool, skip_bad: bool, scheme: str) -> None:
    """Bring in a referral spreadsheet saved as CSV.

    Every row that cannot be used is named with its line, its column and what to do; then nothing is written,
    unless --skip-bad. The same file again adds nothing. Nobody is ever texted because of an import.
    """
    try:
        intake = _import(_bytes_of(file), check=check, skip_bad=skip_bad, scheme=scheme)
    except CannotRead as no:
        raise click.ClickException(f"{no} Nothing was imported.") from no
    except (IntegrityError, OperationalError) as busy:
        raise click.ClickException(BUSY) from busy
    except KeyboardInterrupt:
        click.echo("\nStopped. Nothing was imported.", err=True)
        sys.exit(130)
    except _BadRows as bad:
        _report(bad.intake)
        click.echo(_refused(bad.intake))
        sys.exit(1)
    _report(intake)
    click.echo(_summary(intake, check=check))


def _bytes_of(file: Path) -> bytes:
    """The file, or one byte more of it than may be read."""
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _import(data: bytes, *, check: bool, skip_bad: bool, scheme: str) -> Intake:
    lines = history.lines_of(data, scheme_given=bool(scheme))
    with reading(), _bar(len(lines), "Reading") as tick:
        by = _first()
        lookups = _look_ups(by, scheme)
        intake = history.read_lines(lines, lookups, tick=tick)
        if by is not None and check:
            intake = history.compare(intake, by=by)
    if check:
        return _unless_bad(intake, skip_bad)
    with transaction():
        return _write(intake, data, skip_bad=skip_bad)


def _look_ups(by: Actor | None, scheme: str) -> Lookups:
    lookups = history.look_ups(by=by, today=clock.today(), scheme=scheme)
    if scheme and scheme_key(scheme) not in lookups.schemes:
        listed = ", ".join(sorted(plan.name for plan in lookups.schemes.values()))
        raise click.BadParameter(
            f"There is no scheme called “{scheme}”. Schemes here: {listed}.", param_hint="--scheme"
        )
    return lookups


def _write(intake: Intake, data: bytes, *, skip_bad: bool) -> Intake:
    if not intake.rows:
        return _unless_bad(intake, skip_bad)
    at = clock.now()
    by = _first() or Actor.system(accounts.add_agency(UNNAMED, at=at, by_import=True).id)
    found = _unless_bad(history.compare(intake, by=by), skip_bad)
    if found.rows:
        with _bar(len(found.rows), "Writing") as tick:
            history.bring_in(found, data, by=by, at=at, tick=tick)
    return found


def _first() -> Actor | None:
    """Waymark itself, acting for the first agency; None where there is none yet."""
    agency = accounts.first_agency()
    return Actor.system(agency.id) if agency else None


def _unless_bad(intake: Intake, skip_bad: bool) -> Intake:
    if intake.problems and not skip_bad:
        raise _BadRows(intake)
    return intake


@contextmanager
def _bar(length: int, label: str) -> Iterator[Tick]:
    """A progress bar on a terminal; elsewhere, such as in a log, a line at each quarter."""
    if sys.stderr.isatty():
        with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
            yield bar.update
    else:
        click.echo(f"{label} {_count(length, 'row')}", err=True)
        yield _quarters(length)


def _quarters(length: int) -> Tick:
    done = told = 0

    def tick(count: int) -> None:
        nonlocal done, told
        done += count
        if done * 4 // length > told:
            told = done * 4 // length
            click.echo(f"  {told * 25}%", err=True)

    return tick


def _report(intake: Intake) -> None:
    told: list[Problem | Repeat] = [*intake.problems, *intake.repeats]
    told.sort(key=lambda one: one.line)
    for one in told:
        click.echo(f"{'' if isinstance(one, Problem) else 'Note: '}{one}", err=True)


def _refused(intake: Intake) -> str:
    return (
        f"{_count(intake.left_out, 'row')} of {intake.total} cannot be used, so nothing was imported. "
        "Put them right in the file, or import the others with --skip-bad."
    )


def _summary(intake: Intake, *, check: bool) -> str:
    said = [
        f"{'Checked' if check else 'Imported'}: {len(intake.rows)} new, {intake.known} already there",
        f"{len(intake.repeats)} said twice" if intake.repeats else "",
        f"{_count(intake.left_out, 'row')} left out" if intake.left_out else "",
    ]
    people = intake.people
    joined = sum(person.key in intake.persons for person in people)
    who = f"The new referrals are of {_count(len(people), 'person', 'people')}, {joined} of them in Waymark before."
    last = "Nothing was written." if check else "Nobody was texted."
    return f"{', '.join(part for part in said if part)}.\n{who if people else ''}{' ' if people else ''}{last}"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
