"""Which files `collectstatic` leaves behind."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class PortalStaticFiles(StaticFilesConfig):
    """Leaves out the design system's sources and other themes: compressing them would be most of the work.

    And static/root, which WhiteNoise serves from where it is.
    """

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "scss",
        "*.md",
        "*borgerdk*",
        "*virkdk*",
        "*_virk.svg",
        "dkfds.css",
        "dkfds.js",
        "split",
        "otf",
        "root",
    ]
