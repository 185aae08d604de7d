from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt


def index(request):
    return HttpResponse('Hi, this is a plugin!')


def hello(request):
    return HttpResponse('Hello, This is Mspf!')
