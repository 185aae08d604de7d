from django.apps import AppConfig


class SP_1425715742418018304Config(AppConfig):
    default_auto_field = 'django.db.models.BigAutoField'
    name = 'plugins.SP_1425715742418018304'
