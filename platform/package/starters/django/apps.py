from django.apps import AppConfig


class {{id}}Config(AppConfig):
    default_auto_field = 'django.db.models.BigAutoField'
    # The platform finds the plugin by this name.
    name = 'plugins.{{id}}'
