"""The site as a WSGI application."""

import gc
import os
from importlib import import_module

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from sustaining.common.tracing import start_tracing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sustaining.settings")

start_tracing()
application = get_wsgi_application()
if problem := import_module("sustaining.training.database").find_mismatch_at_start():  # its models load with Django
    raise ImproperlyConfigured(problem)
# Every view is loaded before somebody asks for one. What start-up made then stays for good: looking through it again and again
# for what may go costs one page in fifty a tenth of a second or more.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 10, 10)
