"""gunicorn for production: `gunicorn -c deploy/gunicorn.conf.py sustaining.wsgi`. Each value can be set by the environment."""

import os

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
worker_tmp_dir = "/dev/shm"  # noqa: S108  (memory: heartbeats are no work for a disk)
