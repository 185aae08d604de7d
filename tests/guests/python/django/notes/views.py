from asgiref.sync import sync_to_async
from django import forms
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt


class NoteForm(forms.Form):
    title = forms.CharField(max_length=10)
    file = forms.FileField(required=False)


def index(request):
    return render(request, "notes/index.html", {"form": NoteForm(), "name": "<world>"})


def visits(request):
    request.session["visits"] = request.session.get("visits", 0) + 1
    return HttpResponse(request.session["visits"])


@csrf_exempt
def upload(request):
    form = NoteForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse(form.errors, status=400)
    file = form.cleaned_data["file"]
    return JsonResponse({"name": file.name, "size": file.size, "length": sum(map(len, file.chunks()))})


def hash(request):
    return HttpResponse(check_password("secret", make_password("secret")))


def stream(request):
    return StreamingHttpResponse(f"{number}\n" for number in range(3))


def broken(request):
    raise LookupError("in Django")


async def asynchronous(request):
    visits = await sync_to_async(lambda: request.session.get("visits", 0))()
    return HttpResponse(f"async {visits} {request.path}")


def go(request):
    return redirect("notes:index")
