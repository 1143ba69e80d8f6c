"""What several commands ask of their arguments."""

from django.core.management.base import CommandError

from surveys.models import Survey


def find_survey(slug: str) -> Survey:
    """Raises CommandError with exit code 2 and the surveys there are, so a slip is easy to mend."""
    survey = Survey.objects.filter(slug=slug).first()
    if survey is None:
        known = ", ".join(Survey.objects.values_list("slug", flat=True)) or "ingen endnu"
        raise CommandError(f"Der er intet tilsyn, der hedder {slug}. Tilsyn: {known}.", returncode=2)
    return survey
