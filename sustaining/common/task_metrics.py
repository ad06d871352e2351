"""Figures about tasks for Prometheus, added up in Redis by all workers on all machines and read by every web server.

Without Redis no task runs, so nothing is missed while it is away; when it has lost its memory, figures begin at nought again, as
Prometheus expects of a counter.
"""

from __future__ import annotations

import logging
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

import redis
from django.conf import settings
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from .breaker import FAULTS, breaker_for

logger = logging.getLogger(__name__)
SECONDS = ("0.1", "0.5", "1.0", "5.0", "15.0", "60.0", "240.0", "+Inf")
NAME = re.compile(r"[a-z][a-z0-9_ ]{0,40}")
"""What a task counts by; anything else, such as a name, is left out."""


def _key() -> str:
    return f"sustaining:task-metrics:{settings.CELERY_TASK_DEFAULT_QUEUE}"


def _connect() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1, decode_responses=True)


def count_task(task: str, state: str, seconds: float, result: Any) -> None:
    """Add a task that has ended. `result` is a number or numbers by name, else it is not counted.

    Never raises: a task is not to fail because it could not be counted.
    """
    breaker = breaker_for(settings.REDIS_URL)
    if breaker.is_open():
        return
    bucket = next(most for most in SECONDS if seconds <= float(most))
    try:
        with breaker.watch(), _connect() as client, client.pipeline(transaction=False) as steps:
            steps.hincrby(_key(), f"ended|{task}|{state}", 1)
            steps.hincrbyfloat(_key(), f"seconds|{task}", seconds)
            steps.hincrby(_key(), f"bucket|{task}|{bucket}", 1)
            steps.hset(_key(), f"last|{task}", str(time.time()))
            for name, number in _numbers(result):
                steps.hincrbyfloat(_key(), f"result|{task}|{name}", number)
            steps.execute()
    except FAULTS as error:
        logger.warning("A task was not counted, because Redis did not answer: %s", error)


def _numbers(result: Any) -> Iterator[tuple[str, float]]:
    """Yield what a task counted, by name; a single number is the `total`."""
    counts = result if isinstance(result, dict) else {"total": result}
    for name, number in counts.items():
        if isinstance(number, int | float) and NAME.fullmatch(str(name)):
            yield str(name), float(number)


class TaskCollector:
    """Reads the figures of tasks, for a registry of Prometheus."""

    def collect(self) -> Iterator[Metric]:
        """Yield the figures of all tasks, and whether Redis answers; without it, that alone."""
        try:
            with _connect() as client:
                fields = client.hgetall(_key())
        except FAULTS:
            fields = None
        text = "Whether Redis answers within a second."
        yield GaugeMetricFamily("sustaining_redis_up", text, value=fields is not None)
        if fields is not None:
            yield from _as_metrics(fields)


def _as_metrics(fields: dict[str, str]) -> Iterator[Metric]:
    ended = CounterMetricFamily("sustaining_tasks", "Tasks that ended.", labels=["task", "state"])
    results = CounterMetricFamily(
        "sustaining_task_results", "What tasks counted, such as emails sent.", labels=["task", "result"]
    )
    last = GaugeMetricFamily(
        "sustaining_task_last_end_timestamp_seconds", "When a task last ended, as seconds since 1970.", labels=["task"]
    )
    seconds: dict[str, float] = {}
    buckets: dict[str, dict[str, float]] = defaultdict(dict)
    for field, text in sorted(fields.items()):
        figure, task, *rest = field.split("|")
        value = float(text)
        if figure == "ended":
            ended.add_metric([task, *rest], value)
        elif figure == "result":
            results.add_metric([task, *rest], value)
        elif figure == "last":
            last.add_metric([task], value)
        elif figure == "seconds":
            seconds[task] = value
        elif figure == "bucket":
            buckets[task][rest[0]] = value
    duration = HistogramMetricFamily("sustaining_task_duration_seconds", "How long tasks took.", labels=["task"])
    for task, total in seconds.items():
        sums = accumulate(buckets[task].get(most, 0) for most in SECONDS)
        duration.add_metric([task], list(zip(SECONDS, sums, strict=True)), total)
    yield from (ended, results, last, duration)
