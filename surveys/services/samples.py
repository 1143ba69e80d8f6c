"""Choosing whom a survey asks. Each choice is kept; a new one takes its place only with a reason."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from municipalities.models import User
from surveys.enums import SampleMethod
from surveys.models import Sample, Survey
from surveys.reminders import local_day
from surveys.samples import select_frame
from surveys.sampling import ALGORITHM, Candidate, draw, new_seed
from surveys.services.errors import SurveyError
from surveys.services.locking import lock_survey

FROZEN = "Tilsynet er åbnet, så udvælgelsen ligger fast. Tilføj eller udtag kommuner i stedet."
STALE = "Udvælgelsen er ændret, siden du åbnede siden. Se den, og vælg så igen."


@dataclass(frozen=True)
class Wanted:
    """What a person asked for: codes of a list, or the size and perhaps the seed of a draw."""

    method: SampleMethod
    codes: tuple[str, ...] = ()
    size: int = 0
    seed: str = ""


@transaction.atomic
def choose_sample(
    *, survey: Survey, wanted: Wanted, by: User, seen: int, reason: str = "", now: datetime | None = None
) -> Sample:
    """Make the survey's next sample; `seen` is the number of the one the person knew of, 0 for none.

    A seed of the portal's own is made here, at the moment of drawing, so that no result is seen before it is kept.
    Raises SurveyError where the survey is open, another sample was made meanwhile, a reason is missing, or those
    wanted cannot be chosen.
    """
    now = now or timezone.now()
    survey = lock_survey(survey)
    if survey.is_frozen:
        raise SurveyError(FROZEN)
    last = survey.samples.newest()
    if seen != (last.number if last else 0):
        raise SurveyError(STALE)
    if last and not reason.strip():
        raise SurveyError("Skriv, hvorfor der vælges om.")
    day = local_day(now)
    frame = select_frame(is_demo=survey.is_demo, day=day)
    seed = (wanted.seed or new_seed()) if wanted.method == SampleMethod.RANDOM else ""
    return record_sample(
        survey=survey,
        method=wanted.method,
        codes=_codes(wanted, frame, seed),
        frame=frame,
        day=day,
        seed=seed,
        is_seed_typed=bool(seed and wanted.seed),
        by=by,
        reason=reason.strip() if last else "",
        now=now,
    )


def _codes(wanted: Wanted, frame: list[Candidate], seed: str) -> list[str]:
    known = [one.code for one in frame]
    if not known:
        raise SurveyError("Registeret har ingen kommuner at vælge mellem. Indlæs registeret først.")
    if wanted.method == SampleMethod.ALL:
        return known
    if wanted.method == SampleMethod.LIST:
        unknown = sorted(set(wanted.codes) - set(known))
        if unknown or not wanted.codes:
            raise SurveyError(f"Listen kan ikke bruges. Ret den: {', '.join(unknown) or 'den er tom'}.")
        return sorted(set(wanted.codes))
    if not 0 < wanted.size <= len(known):
        raise SurveyError(f"Der kan trækkes fra 1 til {len(known)} kommuner.")
    return draw(frame, seed, wanted.size)


def record_sample(
    *,
    survey: Survey,
    method: SampleMethod,
    codes: Iterable[str],
    frame: Iterable[Candidate],
    day: date,
    by: User | None,
    now: datetime,
    reason: str = "",
    seed: str = "",
    is_seed_typed: bool = False,
) -> Sample:
    """Write the next sample of a survey that the caller has locked."""
    sample = Sample(
        survey=survey,
        number=survey.samples.count() + 1,
        method=method,
        day=day,
        seed=seed,
        is_seed_typed=is_seed_typed,
        algorithm=ALGORITHM if method == SampleMethod.RANDOM else None,
        frame=[asdict(one) for one in frame],
        codes=sorted(codes),
        made_by=by,
        made_at=now,
        reason=reason,
    )
    sample.digest = sample.current_digest()
    sample.save()
    return sample
