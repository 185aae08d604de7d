from django.urls import path

from . import views

# Below the plugin's address: `hello/` answers at /plugins.{{id}}/hello/.
urlpatterns = [
    path('', views.index),
    path('hello/', views.hello),
]
