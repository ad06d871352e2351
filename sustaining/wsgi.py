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
gc.collect()  # counts what is not frozen, next to nothing: a whole search is due once a quarter of that has come
# What a page leaves in cycles (forms, queries) is looked for before many more pages have left theirs: with 10,000, 10, 10 a
# worker grew by 20 MB of it and never gave them back. The searches cost a page some two hundredths of its processor time more.
gc.set_threshold(5_000, 5, 5)
