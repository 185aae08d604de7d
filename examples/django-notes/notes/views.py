from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from .forms import NoteForm

# With 280 characters each they fit into the cookie, whatever script they are written in.
MAX_NOTES = 4


def index(request):
    notes = request.session.get("notes", [])
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if len(notes) >= MAX_NOTES:
            messages.warning(request, f"There is room for {MAX_NOTES} notes. Delete one first.")
        else:
            request.session["notes"] = [*notes, form.cleaned_data]
            messages.success(request, "Noted.")
        return redirect("notes:index")
    return render(request, "notes/index.html", {"notes": notes, "form": form})


@require_POST
def delete(request, number):
    notes = request.session.get("notes", [])
    request.session["notes"] = notes[:number] + notes[number + 1 :]
    return redirect("notes:index")
