from django import forms


class NoteForm(forms.Form):
    title = forms.CharField(max_length=80, widget=forms.TextInput(attrs={"class": "form-control"}))
    # All notes together have to fit into a cookie, which holds 4 KiB.
    text = forms.CharField(
        max_length=200, required=False, widget=forms.Textarea(attrs={"class": "form-control", "rows": 3})
    )
