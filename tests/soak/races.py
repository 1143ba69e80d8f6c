"""Four races, each between two people at the same instant. A race counts a round as lost or doubled, or as well."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from surveys.enums import ResponseState
from surveys.models import Answer, AnswerRevision, Response, Submission
from surveys.services.responses import copy_token, move_response
from tests.soak.accepted import Accepted, count_lost
from tests.soak.person import Person, Reply
from tests.soak.world import World, make_person

SAME, OTHER, NEW, SUBMIT = "same question", "different questions", "same new answer", "save during submit"


@dataclass
class Race:
    """`accepted` counts the saves people were told had happened, `told` those who were told to look again."""

    name: str
    rounds: int = 0
    accepted: int = 0
    told: int = 0
    lost: int = 0
    doubled: int = 0

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.rounds} rounds, {self.accepted} accepted, {self.told} told, "
            f"{self.lost} lost, {self.doubled} doubled"
        )


class Arena:
    """Two people in one response, and the question and area they meet at."""

    def __init__(self, world: World, host: str) -> None:
        self.world = world
        self.response = world.responses[0]
        self.people = [make_person(world, self.response, host) for _ in range(2)]
        self.area, (self.question, self.second, *_) = next(iter(world.areas.items()))

    def at_once(self, *do: Callable[[], Reply]) -> list[Reply]:
        """Start all at the same instant, and give their replies in order."""
        barrier, replies = threading.Barrier(len(do)), [None] * len(do)

        def run(place: int) -> None:
            barrier.wait()
            replies[place] = do[place]()

        threads = [threading.Thread(target=run, args=(place,)) for place in range(len(do))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return replies

    def versions(self, question: str) -> str:
        found = Answer.objects.filter(response=self.response, question__key=question).values_list("version", flat=True)
        version = found.first() or 0
        return f"{version}.{version}"

    def save(self, person: Person, question: str, comment: str, versions: str) -> Callable[[], Reply]:
        return lambda: person.save(self.area, question, 3, comment, versions)

    def note(self, race: Race, saves: list[tuple[Reply, str, str]]) -> int:
        """Count what was accepted and what was told; an accepted text that is nowhere is lost. Returns the accepted."""
        taken = [Accepted(self.response.pk, question, text) for reply, question, text in saves if reply.status == 200]
        race.accepted += len(taken)
        race.told += sum(reply.status == 409 for reply, _, _ in saves)
        race.lost += count_lost(taken)
        return len(taken)


def same_question(arena: Arena, race: Race, number: int) -> None:
    """From one version, one text is stored and the other person told; both accepted would be one overwritten."""
    versions, texts = arena.versions(arena.question), [f"ens {number} {hand}" for hand in "ab"]
    replies = arena.at_once(
        *(arena.save(person, arena.question, text, versions) for person, text in zip(arena.people, texts, strict=True))
    )
    taken = arena.note(race, [(reply, arena.question, text) for reply, text in zip(replies, texts, strict=True)])
    race.lost += taken != 1


def different_questions(arena: Arena, race: Race, number: int) -> None:
    """Both are stored."""
    keys = (arena.question, arena.second)
    texts = [f"hver {number} {hand}" for hand in "ab"]
    replies = arena.at_once(
        *(
            arena.save(person, key, text, arena.versions(key))
            for person, key, text in zip(arena.people, keys, texts, strict=True)
        )
    )
    taken = arena.note(race, list(zip(replies, keys, texts, strict=True)))
    race.lost += 2 - taken


def same_new_answer(arena: Arena, race: Race, number: int) -> None:
    """One row comes of it, with one of the texts; the other person is told."""
    AnswerRevision.objects.filter(answer__response=arena.response, answer__question__key=arena.question).delete()
    Answer.objects.filter(response=arena.response, question__key=arena.question).delete()
    Response.objects.filter(pk=arena.response.pk).update(
        answered_count=Answer.objects.filter(response=arena.response, choice__isnull=False).count()
    )
    same_question(arena, race, number)
    race.doubled += Answer.objects.filter(response=arena.response, question__key=arena.question).count() - 1


def save_during_submit(arena: Arena, race: Race, number: int) -> None:
    """Either the save comes first and the submitter is told, or the submission does and the saver is; never both."""
    arena.response.refresh_from_db()
    if arena.response.state == ResponseState.SUBMITTED:
        handler = arena.world.handler
        move_response(
            response=arena.response, target=ResponseState.RETURNED, by=handler, reason="Om igen.", tells=False
        )
    saver, submitter = arena.people
    before = Submission.objects.filter(response=arena.response).count()
    seen = copy_token(list(arena.response.answers.all()))
    text = f"sent {number}"
    saved, submitted = arena.at_once(
        arena.save(saver, arena.question, text, arena.versions(arena.question)), lambda: submitter.submit(seen)
    )
    made = Submission.objects.filter(response=arena.response).count() - before
    taken = arena.note(race, [(saved, arena.question, text)])
    race.told += submitted.status == 409
    race.doubled += max(0, made - 1)
    race.lost += (taken and made) or (submitted.status == 302) != (made == 1)


RACES = {SAME: same_question, OTHER: different_questions, NEW: same_new_answer, SUBMIT: save_during_submit}


def run_races(world: World, host: str, rounds: int) -> list[Race]:
    arena = Arena(world, host)
    races = []
    for name, run in RACES.items():
        race = Race(name)
        for number in range(rounds):
            run(arena, race, number)
            race.rounds += 1
        races.append(race)
    return races
