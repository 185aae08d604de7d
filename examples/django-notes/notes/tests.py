from django.test import SimpleTestCase
from django.urls import reverse


class Notes(SimpleTestCase):
    def test_a_note_is_kept_and_deleted(self):
        index = reverse("notes:index")
        self.client.post(index, {"title": "Milk", "text": "two litres"})
        self.assertContains(self.client.get(index), "two litres")
        self.client.post(reverse("notes:delete", args=[0]))
        self.assertNotContains(self.client.get(index), "two litres")

    def test_a_note_needs_a_title(self):
        self.assertContains(self.client.post(reverse("notes:index"), {"text": "x"}), "This field is required")
