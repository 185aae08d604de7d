from django.urls import path
from . import views

urlpatterns = [
    path('', views.pluginIndex),
    path('hello/', views.hello),
    path('home/', views.home),
    path('getdata/', views.getdata),
]
