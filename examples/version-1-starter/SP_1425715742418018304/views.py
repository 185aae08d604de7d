from django.shortcuts import render
from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt


def pluginIndex(request):
    return HttpResponse('Hi, this is a plugin!')


def hello(request):
    return HttpResponse('Hello, This is Mspf!')


def home(request):
    return render(request, 'home.html')


def getdata(request):
    return JsonResponse({'msg': 'Hi, this is ' + request.GET.get('a', 'nobody') + '!'})
