from django.urls import URLPattern

app_name = "devplans"
urlpatterns: list[URLPattern] = []
