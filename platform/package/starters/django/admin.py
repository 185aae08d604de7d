# Django's admin site keeps what it shows in a database. Plugins have none yet, so nothing is registered here.
