"""gunicorn for production: `gunicorn -c deploy/gunicorn.conf.py sustaining.wsgi`. Each value can be set by the environment."""

import itertools
import os
import shutil
import tempfile
from pathlib import Path

bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "3"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# A worker ends after so many requests and another takes its place, so that no leak can grow for weeks.
max_requests = 5000
max_requests_jitter = 500
# Requests in hand are finished before a worker ends; the service manager waits a little longer.
graceful_timeout = 25
timeout = 60
# The site logs each request itself, without addresses of people and links. WEB_ACCESS_LOG=- adds gunicorn's own line.
accesslog = os.environ.get("WEB_ACCESS_LOG") or None
logger_class = "sustaining.common.gunicorn.MaskingLogger"  # links in addresses are secrets; lines are JSON
control_socket_disable = True  # nobody uses it, and it would be written into a home that may be read-only or shared
worker_tmp_dir = "/dev/shm"  # noqa: S108  (memory: heartbeats are no work for a disk)

# Figures for Prometheus (sustaining/common/metrics.py) are files in memory that the workers share. PROMETHEUS_MULTIPROC_DIR names
# another folder for them; it is emptied at the start.


def on_starting(server):
    """Make or empty the folder of figures."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        for path in Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).glob("*.db"):
            path.unlink()
    else:
        server.metrics_folder = tempfile.mkdtemp(prefix="sustaining-metrics-", dir=worker_tmp_dir)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = server.metrics_folder


def pre_fork(server, worker):
    """Give the worker the lowest slot that no living worker has."""
    taken = {other.metrics_slot for other in server.WORKERS.values()}
    worker.metrics_slot = next(slot for slot in itertools.count() if slot not in taken)


def post_fork(server, worker):
    """Tell the site, which is loaded after this, its slot."""
    os.environ["METRICS_SLOT"] = str(worker.metrics_slot)


def child_exit(server, worker):
    """Remove the figures that hold for a living worker alone; the counts of its slot stay."""
    for path in Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).glob(f"gauge_live*_{worker.metrics_slot}.db"):
        path.unlink()


def on_exit(server):
    """Remove the folder that `on_starting` made."""
    if folder := getattr(server, "metrics_folder", ""):
        shutil.rmtree(folder, ignore_errors=True)
