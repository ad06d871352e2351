from django.http import HttpRequest, HttpResponse
from django.urls import path


def soon(request: HttpRequest, urn: int = 0) -> HttpResponse:
    return HttpResponse("")


app_name = "desk"
urlpatterns = [
    path("", soon, name="home"),
    path("schools/", soon, name="board"),
    path("schools/<urn:urn>/", soon, name="school"),
]
