"""A Django site with one page that asks nothing and renders ten words: the most that gunicorn and Django answer here."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

settings.configure(
    SECRET_KEY="of-a-page-without-secrets",  # noqa: S106
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)


def page(request: HttpRequest) -> HttpResponse:
    """Return ten words in a list."""
    template = engines["django"].from_string("<ul>{% for word in words %}<li>{{ word }}</li>{% endfor %}</ul>")
    return HttpResponse(template.render({"words": ["ratio"] * 10}, request))


urlpatterns = [path("", page)]
application = get_wsgi_application()
