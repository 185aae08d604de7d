from django.test import TestCase

# Create your unit tests here.
