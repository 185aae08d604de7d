import random

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from plugins.SP_1425715742418018304 import models  # noqa: F401


def pluginIndex(request):
    return HttpResponse("Hi, this is a plugin!")


def hello(request):
    return HttpResponse("Hello, This is Mspf!")


def home(request):
    return render(request, "home.html")


def api1(request):
    return JsonResponse({"msg": "Hi, This is " + request.GET.get("a") + " rubby!"})


def form(request):
    if request.method == "POST":
        messages.info(request, "taken: " + request.POST["text"])
        return redirect("absolute")
    return render(request, "form.html")


def absolute(request):
    told = ", ".join(str(message) for message in messages.get_messages(request))
    return HttpResponse(f"{reverse('absolute')} {request.build_absolute_uri()} {told}")


def show(request):
    return JsonResponse({"key": settings.SECRET_KEY, "debug": settings.DEBUG, "random": random.random()})


def now(request):
    return render(request, "now.html", {"now": timezone.now()})


def broken(request):
    return HttpResponse(models.nothing)
