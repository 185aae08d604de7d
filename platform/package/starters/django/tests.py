from django.test import RequestFactory, SimpleTestCase

from . import views


class Answers(SimpleTestCase):
    def test_index(self):
        response = views.index(RequestFactory().get('/'))
        self.assertContains(response, 'Hi, this is a plugin!')

    def test_hello(self):
        response = views.hello(RequestFactory().get('/hello/'))
        self.assertContains(response, 'Hello, This is Mspf!')
