"""`make load`: a Monday under load. Writes docs/load.md unless `--no-paper`.

Two workers of four threads behind nginx, on a tenth of the national data; people sign in beforehand and never pause. The
visitors share the machine with the site and with PostgreSQL. In the same run `/healthz` and a bare Django page show what
the machine can do.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sustaining.settings")
import sustaining.wsgi  # noqa: F401  (set up as a server process is)

# isort: split
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench.load.people import people
from bench.load.servers import Load, Watch, load, percentile, served

PAPER = Path(__file__).parent.parent.parent / "docs" / "load.md"
MONDAY = ("Lead", "SpecialistVisitor", "GroupLeadVisitor", "AdvocateVisitor", "FinanceVisitor")
AIM_PACE, AIM_MEMORY = 0.12, 120
"""Of the pace of /healthz, and MB a worker."""
MB = 1024 * 1024


@dataclass(frozen=True)
class Run:
    """A load, and what the machine did meanwhile."""

    what: str
    load: Load
    watch: Watch

    @property
    def worked(self) -> float:
        """Return milliseconds of gunicorn's processor time a request."""
        return 1000 * self.watch.processor["gunicorn"] / self.load.requests

    def memory(self, place: int) -> float:
        """Return the MB of a worker on average, at the first look (0) or the last (-1)."""
        return statistics.mean(self.watch.memory[place]) / MB


def main(arguments: list[str]) -> int:
    """Seed, serve, send visitors, print, write the paper; 1 when a request failed."""
    parser = argparse.ArgumentParser(prog="make load", description=__doc__)
    parser.add_argument("--visitors", type=int, nargs="+", default=[20, 60], help="at once (20, then 60)")
    parser.add_argument("--seconds", type=int, default=60, help="of each load (60)")
    parser.add_argument("--seeded", action="store_true", help="use what the database holds; the paper stays as it is")
    parser.add_argument("--no-paper", action="store_true", help="print, and leave docs/load.md as it is")
    options = parser.parse_args(arguments)
    logging.disable(logging.INFO)  # of the requests by which people are signed in
    if not options.seeded:
        call_command("migrate", verbosity=0)
        call_command("seed", scale="region", rng=1, even_in_production=True, stdout=sys.stderr)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    with tempfile.TemporaryDirectory() as folder:
        runs = measured(Path(folder), options.visitors, options.seconds)
    text = paper(runs)
    print(text)
    if not (options.no_paper or options.seeded):
        PAPER.write_text(text)
    return int(any(run.load.failures for run in runs))


def measured(folder: Path, visitors: list[int], seconds: int) -> list[Run]:
    """Return the loads: the bare page, /healthz, then the Monday for each number of visitors."""
    folder.chmod(0o755)
    settings.SECURE_SSL_REDIRECT = False  # people sign in without the proxy
    call_command("collectstatic", interactive=False, verbosity=0)
    (folder / "people.json").write_text(json.dumps(people()))
    environment = {"WEB_WORKERS": "2", "WEB_THREADS": "4"}
    runs = []
    with served(folder / "bare", "bench.load.bare:application", environment) as site, Watch(site) as watch:
        bare = load(site.address, ["Bare"], 20, seconds // 3, LOAD_PEOPLE=str(folder / "people.json"), LOAD_ADDRESS="/")
    runs.append(Run("a bare Django page", bare, watch))
    with served(folder / "site", "sustaining.wsgi", environment) as site:
        for what, number, kinds in [("/healthz", 20, ("Bare",)), *(("Monday", many, MONDAY) for many in visitors)]:
            duration = seconds if kinds == MONDAY else seconds // 3
            with Watch(site, os.environ["DATABASE_URL"]) as watch:
                result = load(site.address, kinds, number, duration, LOAD_PEOPLE=str(folder / "people.json"))
            runs.append(Run(what, result, watch))
    return runs


def paper(runs: list[Run]) -> str:
    """Return what docs/load.md says."""
    health = next(run for run in runs if run.what == "/healthz").load.pace
    lines = [
        "| what | visitors | requests a second | of `/healthz` | median, ms | 95th, ms | failed | processor a request, ms "
        "| connections | MB a worker, first to last |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {run.what} | {run.load.visitors} | {run.load.pace:.1f} | {run.load.pace / health:.3f} | {run.load.late(0.5):.0f} "
        f"| {run.load.late():.0f} | {run.load.failures} | {run.worked:.1f} | {max(run.watch.connections, default=0)} "
        f"| {run.memory(0):.0f} to {run.memory(-1):.0f} |"
        for run in runs
    ]
    mondays = [run for run in runs if run.what == "Monday"]
    head = (
        f"Written by `make load` on {timezone.localdate():%d %B %Y}, on {os.cpu_count()} processors, which the visitors "
        "(locust), nginx and\nPostgreSQL share with the site: two workers of four threads, a tenth of the national data. "
        "Nobody pauses between two pages, so that\n20 visitors are as many as some hundred people who read. Aims: "
        f"{AIM_PACE} of the pace of `/healthz`, no error, {AIM_MEMORY} MB a worker\n(proportional share) that does not grow."
        "\n`/healthz` asks nothing and is answered before anything else of the site, as quickly as a bare page. The "
        "aim is of a time when it\nwent through every layer, and was the slower for it. Where the site "
        "and\nPostgreSQL use all of the run’s seconds below, the machine is the limit."
    )
    parts = ["# Load", head, "\n".join(lines), "## Who used the processors", shares(mondays)]
    parts += ["## Each page", *(each(run) for run in mondays), "## Aims missed in this run", missed(mondays, health)]
    return "\n\n".join(parts) + "\n"


def shares(runs: list[Run]) -> str:
    """Return a table of the seconds of processor of each kind of process."""
    lines = ["| visitors | site, s | PostgreSQL, s | nginx, s | of the run’s, s |", "|---:|---:|---:|---:|---:|"]
    for run in runs:
        used = run.watch.processor
        available = run.load.seconds * (os.cpu_count() or 1)
        lines.append(
            f"| {run.load.visitors} | {used['gunicorn']:.0f} | {used['postgres']:.0f} | {used['nginx']:.0f} | {available:.0f} |"
        )
    return "\n".join(lines)


def each(run: Run) -> str:
    """Return a table of the pages of a load, the most asked first."""
    lines = [f"| {run.load.visitors} visitors | requests | median, ms | 95th, ms |", "|---|---:|---:|---:|"]
    for entry in sorted(run.load.entries, key=lambda entry: -entry["num_requests"]):
        times = [entry["response_times"]]
        lines.append(
            f"| {entry['name']} | {entry['num_requests']} | {percentile(times, 0.5):.0f} | {percentile(times, 0.95):.0f} |"
        )
    return "\n".join(lines)


def missed(runs: list[Run], health: float) -> str:
    """Return the aims that this run did not reach, one a line."""
    lines = []
    for run in runs:
        who = f"{run.load.visitors} visitors"
        if run.load.pace < AIM_PACE * health:
            lines.append(f"- {who}: {run.load.pace / health:.3f} of the pace of `/healthz`, not {AIM_PACE}.")
        if run.load.failures:
            lines.append(f"- {who}: {run.load.failures} requests failed.")
        if run.memory(-1) > AIM_MEMORY:
            lines.append(f"- {who}: {run.memory(-1):.0f} MB a worker, not {AIM_MEMORY}.")
    return "\n".join(lines) or "None."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
