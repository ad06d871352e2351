from django.urls import path

from . import completion_views, search_views, task_views, views, watchlist_views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("todo/", views.todo, name="todo"),
    path("todo/show/", task_views.choose, name="choose-tasks"),
    path("todo/taken/<key:pk>/back/", task_views.hand_back, name="hand-back-task"),
    path("todo/<slug:key>/take/", task_views.take, name="take-task"),
    path("todo/<slug:key>/give/", task_views.give, name="give-task"),
    path("watchlist/", watchlist_views.watchlist, name="watchlist"),
    path("search/", search_views.search, name="search"),
    path("schools/", views.board, name="board"),
    path("schools/download.csv", views.board_csv, name="board-csv"),
    path("schools/download.xlsx", views.board_xlsx, name="board-xlsx"),
    path("schools/addresses/", views.board_addresses, name="board-addresses"),
    path("hub/<key:hub>/complete/<year:year>/", completion_views.complete_year, name="complete-year"),
    path("hub/completed/<key:pk>/reopen/", completion_views.reopen, name="reopen"),
    path("schools/<urn:urn>/", views.school, name="school"),
    path("schools/<urn:urn>/happened/", views.happened, name="happened"),
]
