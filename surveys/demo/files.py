"""An invented file, so that a newcomer sees how an answer is documented."""

import io
from datetime import datetime

from municipalities.models import User
from surveys.models import Response
from surveys.services.evidence import SoundFile, add_file
from surveys.uploads import store

NAME = "Uddrag af slettepolitik.txt"
TEXT = """Uddrag af slettepolitik (opdigtet)

1. Hvert system har en ejer, som sletter efter systemets frister.
2. Ejeren skriver hver måned, hvad der er slettet, og hvad der ikke kunne slettes.
3. Databeskyttelsesrådgiveren læser listen hvert kvartal.
"""


def add_demo_file(response: Response, by: User, at: datetime) -> None:
    """To the headline question of the first area."""
    question = response.survey.questions.filter(is_headline=True).first()
    add_file(
        responses=Response.objects.all(),
        pk=response.pk,
        question_key=question.key,
        file=SoundFile(NAME, "txt"),
        stored=store.save(io.BytesIO(TEXT.encode())),
        by=by,
        now=at,
    )
