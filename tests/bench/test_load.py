"""What `make load` works out from the times that locust counts."""

from __future__ import annotations

import re
from dataclasses import replace

import psutil
import pytest

from bench.load.__main__ import Run, missed, paper
from bench.load.servers import Load, Served, Watch, percentile

MB = 1024 * 1024
ENTRY = {"name": "board", "num_requests": 100, "num_failures": 0, "response_times": {"10": 90, "400": 9, "2000": 1}}


def a_run(what: str = "Monday", seconds: float = 10, memory: int = 100) -> Run:
    """Return a run of 100 requests by 20 visitors, in which gunicorn's two workers used two seconds of processor."""
    watch = Watch(Served("https://localhost", psutil.Process()))
    watch.memory, watch.connections = [[90 * MB, 90 * MB], [memory * MB, memory * MB]], [3, 8]
    watch.processor = {"gunicorn": 2.0, "postgres": 1.0, "nginx": 0.1}
    return Run(what, Load(20, seconds, [ENTRY]), watch)


def test_percentiles_are_over_the_requests_of_all_pages():
    histograms = [{"10": 90, "400": 9, "2000": 1}, {"10": 100}]
    assert [percentile(histograms, share) for share in (0.5, 0.95, 0.96, 1)] == [10, 10, 400, 2000]
    assert percentile([{}], 0.95) == 0


def test_a_run_says_its_pace_its_failures_and_what_a_request_costs():
    run = a_run()
    assert (run.load.requests, run.load.failures, run.load.pace, run.worked) == (100, 0, 10, 20)
    assert (run.memory(0), run.memory(-1)) == (90, 100)


@pytest.mark.parametrize(
    ("run", "health", "misses"),
    [
        (a_run(), 50, []),
        (a_run(), 200, ["0.050 of the pace of `/healthz`, not 0.12."]),
        (a_run(memory=130), 50, ["130 MB a worker, not 120."]),
    ],
)
def test_aims_that_were_missed_are_named(run, health, misses):
    assert re.findall(r"20 visitors: (.+)", missed([run], health)) == misses


def test_a_failed_request_is_named():
    run = a_run()
    failed = replace(run, load=Load(20, 10, [ENTRY | {"num_failures": 3}]))
    assert missed([failed], 50) == "- 20 visitors: 3 requests failed."


def test_the_paper_has_a_row_a_run_and_a_row_a_page():
    text = paper([a_run("/healthz", seconds=1), a_run()])
    assert "| /healthz | 20 | 100.0 | 1.000 | 10 | 400 | 0 | 20.0 | 8 | 90 to 100 |" in text
    assert "| Monday | 20 | 10.0 | 0.100 | 10 | 400 | 0 | 20.0 | 8 | 90 to 100 |" in text
    assert "| board | 100 | 10 | 400 |" in text
