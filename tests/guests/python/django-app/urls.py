from django.urls import path

from . import views

urlpatterns = [
    path("", views.pluginIndex),
    path("hello/", views.hello),
    path("home/", views.home),
    path("getdata/", views.api1),
    path("form/", views.form),
    path("settings/", views.show),
    path("now/", views.now),
    path("broken/", views.broken),
    path("absolute/", views.absolute, name="absolute"),
]
