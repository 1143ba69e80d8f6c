#!/usr/bin/env python
import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from config.env import SettingError

    # Code 2, as the commands have it for what cannot be done; 1 would be an answer ("something was changed").
    try:
        execute_from_command_line(sys.argv)
    except SettingError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except OperationalError as error:
        if "--traceback" in sys.argv:
            raise
        print(f"The database cannot be used: {str(error).strip()}", file=sys.stderr)
        sys.exit(2)
