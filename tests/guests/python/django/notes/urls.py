from django.urls import path

from . import views

app_name = "notes"
urlpatterns = [
    path("", views.index, name="index"),
    path("visits/", views.visits),
    path("upload/", views.upload),
    path("hash/", views.hash),
    path("stream/", views.stream),
    path("broken/", views.broken),
    path("go/", views.go),
    path("async/", views.asynchronous),
]
