import os
import sys

from django.core.wsgi import get_wsgi_application

from config.env import SettingError

# Gunicorn's own code for "a worker can't start": at any other it starts the next worker, for ever.
WORKER_BOOT_ERROR = 3

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
try:
    application = get_wsgi_application()
except SettingError as error:
    print(error, file=sys.stderr)
    raise SystemExit(WORKER_BOOT_ERROR) from error
