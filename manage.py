#!/usr/bin/env python
import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config.env import SettingError

    try:
        execute_from_command_line(sys.argv)
    except SettingError as error:
        # Bad input, as the commands' codes have it; 1 would be an answer ("something was changed").
        print(error, file=sys.stderr)
        sys.exit(2)
