"""Documents with realistic Danish content, invented for the tests."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from reports.documents import (
    Bar,
    BlankArea,
    BlankContent,
    BlankQuestion,
    Fact,
    Link,
    ReceiptAnswer,
    ReceiptArea,
    ReceiptContent,
    ReportArea,
    ReportContent,
    ReportRegion,
    Sender,
)
from reports.letters import Advice, AreaAnswers, GivenAnswer, LetterContent, compose_letter
from surveys.enums import Choice
from surveys.tally import counts, percent

SENDER = Sender(
    name="Demotilsynet",
    address="Prøvevej 1, 1000 København K",
    cvr="00 00 00 00",
    phone="00 00 00 00",
    email="post@demotilsynet.example",
)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
TITLE = "Grundlæggende behandlingssikkerhed 2024"

# key, title, why, headline question, unit, threshold, advice at each level, links
AREAS = (
    (
        "deletion",
        "Sletning",
        "Oplysninger, der ikke længere er brug for, kan kun gøre skade. Slettes de til tiden, er der mindre at miste, "
        "når noget går galt.",
        "Har I faste rutiner for at slette personoplysninger i jeres systemer?",
        "systemer",
        3,
        Advice(
            in_place="I har rutiner for sletning i hovedparten af jeres systemer. Hold dem ved lige: Gennemgå en gang "
            "om året, om fristerne stadig passer til formålet, og kontrollér ved stikprøver, at sletningen faktisk er "
            "kørt.",
            on_the_way="I er begyndt, men en stor del af jeres systemer har endnu ingen fast rutine. Tag systemerne "
            "med de mest følsomme oplysninger først. Skriv for hvert system, hvornår der slettes, hvem der gør det, og "
            "hvordan I bagefter kan se, at det er sket.",
            not_in_place="I har endnu ingen fast rutine for sletning. Begynd med en liste over jeres systemer og de "
            "oplysninger, de rummer. Sæt en frist for hvert formål, udpeg en ansvarlig for hvert system, og aftal, "
            "hvornår den første sletning skal være kørt.",
        ),
        (
            Link("Sletning", "https://www.datatilsynet.dk/hvad-siger-reglerne/vejledning/sikkerhed/sletning"),
            Link(
                "Slettefrister",
                "https://www.sikkerdigital.dk/myndighed/databeskyttelse-og-gdpr/sletning-af-personoplysninger/slettefrister",
            ),
        ),
    ),
    (
        "outgoing-mail",
        "Udgående mail",
        "En mail til en forkert modtager er det brud, der sker oftest. Det kan næsten altid standses af teknik, før "
        "mailen forlader huset.",
        "Scanner I udgående mail, så personoplysninger ikke sendes ved en fejl?",
        "postkasser",
        3,
        Advice(
            in_place="I scanner mail fra hovedparten af jeres postkasser. Følg med i, hvad scanningen standser, og "
            "brug det til at rette de arbejdsgange, hvor fejlene opstår.",
            on_the_way="I scanner mail fra nogle postkasser, men ikke fra de fleste. Udvid scanningen, så den også "
            "dækker fællespostkasser og fagsystemer, der sender mail. Begynd i de afdelinger, der sender flest "
            "fortrolige oplysninger.",
            not_in_place="I scanner ikke udgående mail. Undersøg, om det mailsystem, I allerede har, kan finde "
            "cpr-numre i mail og vedhæftede filer, og slå det til som advarsel først. Overvej samtidig at slå "
            "autoudfyld af adresser fra, hvor der ofte sendes fortrolige oplysninger.",
        ),
        (
            Link(
                "Autoudfyld af mailadresser",
                "https://www.datatilsynet.dk/hvad-siger-reglerne/vejledning/sikkerhed/auto-complete-af-e-mailadresser",
            ),
        ),
    ),
    (
        "access",
        "Kontrol med adgang",
        "Den, der har adgang til et system, må kun slå op, når arbejdet kræver det. Kun en kontrol kan vise, om det "
        "også er sådan i praksis.",
        "Gennemgår I jævnligt logfiler, eventuelt som stikprøver, for at finde usædvanlige opslag?",
        "systemer",
        3,
        Advice(
            in_place="I kontrollerer loggen i hovedparten af jeres systemer. Sørg for, at medarbejderne ved, at der "
            "kontrolleres, og at stikprøverne ikke kan forudses.",
            on_the_way="I kontrollerer loggen i nogle systemer. Lav en fast plan, så alle systemer med fortrolige "
            "oplysninger kommer med i løbet af året, og skriv ned, hvad der blev fundet, og hvad I gjorde ved det.",
            not_in_place="I kontrollerer ikke loggen. Vælg ét system med følsomme oplysninger, og træk hver måned ti "
            "tilfældige opslag. Spørg lederen, om der var en arbejdsmæssig grund til hvert af dem. Fortæl "
            "medarbejderne, at det sker: Det forebygger i sig selv.",
        ),
        (
            Link(
                "Stikprøver i log",
                "https://www.datatilsynet.dk/hvad-siger-reglerne/vejledning/sikkerhed/katalog-over-foranstaltninger/stikproever-i-log-over-brugernes-anvendelser-af-personoplysninger",
            ),
        ),
    ),
    (
        "dpia",
        "Konsekvensanalyse",
        "Når en behandling kan få store følger for borgeren, skal risikoen vurderes, før den begynder. Ellers opdages "
        "den først, når skaden er sket.",
        "Har I lavet konsekvensanalyser for alle behandlinger, der sandsynligvis giver høj risiko?",
        "behandlinger",
        3,
        Advice(
            in_place="I har lavet konsekvensanalyser for hovedparten af de behandlinger, der kræver det. Gennemgå dem, "
            "når systemet eller formålet ændrer sig, og følg op på, at de aftalte foranstaltninger er gennemført.",
            on_the_way="I har lavet nogle af de konsekvensanalyser, der skal laves. Sæt resten i rækkefølge efter "
            "risiko for borgerne, og giv hver af dem en ansvarlig og en dato. Inddrag databeskyttelsesrådgiveren "
            "tidligt.",
            not_in_place="I har endnu ikke lavet konsekvensanalyser. Gå jeres fortegnelse igennem, og sæt mærke ved de "
            "behandlinger, der opfylder mindst to af kriterierne for høj risiko. Lav den første analyse af den "
            "behandling, hvor følgerne for borgeren er størst.",
        ),
        (Link("Konsekvensanalyse, artikel 35", "https://gdprinfo.eu/da/da-article-35"),),
    ),
    (
        "dane",
        "Domænesikkerhed",
        "Uden DANE kan en afsender ikke vide, om en mail til jer bliver sendt krypteret hele vejen.",
        "Bruger I DANE på alle jeres indgående mailgateways?",
        "mailgateways",
        4,
        Advice(
            in_place="I bruger DANE på alle indgående mailgateways. Overvåg, at posterne stadig passer til "
            "certifikaterne, også når de fornyes.",
            on_the_way="I bruger DANE på en del af jeres mailgateways. Den svageste gateway afgør, om mail til jer kan "
            "læses undervejs. Få DNSSEC på de sidste domæner, og udgiv TLSA-poster for de gateways, der mangler.",
            not_in_place="I bruger ikke DANE. Bed jeres leverandør om at slå DNSSEC til på jeres maildomæner og om at "
            "udgive TLSA-poster for alle indgående gateways. Spørg også, hvem der skal følge med, når certifikaterne "
            "fornyes.",
        ),
        (Link("Domænesikkerhed og DANE", "https://www.sikkerpaanettet.dk/"),),
    ),
)

SUPPORTING = {
    "deletion": (
        "Har I sat slettefrister for hvert formål?",
        "Kontrollerer I, at sletningen er gennemført?",
        "Er backup og logfiler omfattet af rutinerne?",
    ),
    "outgoing-mail": (
        "Har I begrænset autoudfyld af mailadresser?",
        "Sendes fortrolige oplysninger kun med tvungen kryptering?",
        "Tjekkes modtageren mod sagen, før der sendes?",
    ),
    "access": (
        "Gennemgår I mindst en gang om året, om adgange stadig er nødvendige?",
        "Lukkes adgange samme dag, en medarbejder stopper?",
        "Kræver adgang udefra mere end en adgangskode?",
    ),
    "dpia": (
        "Vurderer I for alle nye behandlinger, om der skal laves en konsekvensanalyse?",
        "Bliver databeskyttelsesrådgiveren hørt om analyserne?",
        "Følger I op på, at foranstaltningerne er gennemført?",
    ),
    "dane": (
        "Bruger I DNSSEC på alle jeres maildomæner?",
        "Har I en DMARC-politik, der afviser forfalskede mails?",
        "Bliver I varslet, når en post eller et certifikat er ved at udløbe?",
    ),
}
POINT_ADVICE = Advice(
    in_place="Hold det ved lige.",
    on_the_way="Gør arbejdet færdigt, og begynd dér, hvor der er flest eller mest følsomme oplysninger.",
    not_in_place="Udpeg en ansvarlig, og aftal en dato for det første skridt.",
)
# The headline answer of each area, then the supporting ones; None is unanswered, "-" not relevant.
ANSWERS = {
    "deletion": (2, 3, 1, 0),
    "outgoing-mail": (3, 4, 3, 2),
    "access": (0, 2, 4, 4),
    "dpia": (1, 4, 4, None),
    "dane": (4, 4, "-", 3),
}


def area_answers(answers: dict = ANSWERS, *, comment: str = "") -> tuple[AreaAnswers, ...]:
    return tuple(
        AreaAnswers(
            key=key,
            number=number,
            title=title,
            headline=_given(question, unit, threshold, answers[key][0], advice, comment),
            supporting=tuple(
                _given(text, unit, 3, choice, POINT_ADVICE)
                for text, choice in zip(SUPPORTING[key], answers[key][1:], strict=True)
            ),
            links=links,
        )
        for number, (key, title, _why, question, unit, threshold, advice, links) in enumerate(AREAS, start=1)
    )


def _given(question, unit, threshold, choice, advice, comment="") -> GivenAnswer:
    return GivenAnswer(
        question=question,
        unit=unit,
        choice=None if choice == "-" else choice,
        threshold=threshold,
        advice=advice,
        not_relevant=choice == "-",
        comment=comment,
    )


def letter(*, issued: bool = True, comment: str = "", answers: dict = ANSWERS, **changes) -> LetterContent:
    content = compose_letter(
        sender=SENDER,
        is_demo=True,
        survey_title=TITLE,
        survey_slug="2024",
        recipient="Lyngbakke Kommune",
        cvr="00000012",
        journal_number="2024-432-0017",
        case_handler="Ida Prøvesen",
        case_handler_title="Specialkonsulent",
        submission_number=1,
        submitted=date(2024, 5, 14),
        verify_url="https://modenhed.example.dk/breve/verificer/",
        areas=area_answers(answers, comment=comment),
    )
    if issued:
        content = content.issued(number=1, on=date(2024, 9, 3), code="K7QM-2XWD-PF4A-ZL6T")
    return replace(content, **changes)


# The distribution behind the five golden figures (17, 25, 15, 13 and 14 of 48), from Ja to Nej.
DISTRIBUTIONS = {
    "deletion": (7, 10, 12, 9, 10),
    "outgoing-mail": (16, 9, 6, 5, 12),
    "access": (6, 9, 13, 11, 9),
    "dpia": (4, 9, 14, 13, 8),
    "dane": (14, 5, 4, 6, 19),
}
REGIONS = (("Hovedstaden", 14), ("Midtjylland", 10), ("Nordjylland", 4), ("Sjælland", 9), ("Syddanmark", 11))


def report(*, published: bool = True, **changes) -> ReportContent:
    content = ReportContent(
        survey_title=TITLE,
        survey_slug="2024",
        is_demo=True,
        sender=SENDER,
        number=1 if published else None,
        published=date(2024, 10, 1) if published else None,
        invited=50,
        respondents=48,
        areas=tuple(_report_area(number, area) for number, area in enumerate(AREAS, start=1)),
        method=(
            Fact("Hvem blev spurgt", "50 kommuner blev udvalgt. De er spredt over landet og har forskellig størrelse."),
            Fact("Hvem svarede", "48 kommuner indsendte en besvarelse. To blev udtaget og tæller ikke med."),
            Fact("Hvornår", "Tilsynet var åbent fra 8. april til 31. maj 2024."),
        ),
        results_url="https://modenhed.example.dk/resultater/2024/",
        digest="9f2c4e0a7b1d35886cfa0e4d2b97510364a8f1ce7d20b9356e81fa4c07d2be19",
    )
    return replace(content, **changes)


def _report_area(number: int, area: tuple) -> ReportArea:
    key, title, why, question, unit, threshold, advice, links = area
    steps = dict(zip(Choice, DISTRIBUTIONS[key], strict=True))
    counted = sum(steps[choice] for choice in Choice if counts(choice, threshold))
    return ReportArea(
        key=key,
        number=number,
        title=title,
        why=why,
        question=question,
        unit=unit,
        counting="»Ja«" if threshold == 4 else "»Ja« og »Delvist – mere end 2/3 gennemført«",
        counted=counted,
        of=48,
        percent=percent(counted, 48),
        distribution=tuple(Bar(choice.label, steps[choice], counts(choice, threshold)) for choice in Choice),
        not_relevant=0,
        unanswered=0,
        regions=tuple(_region(name, of, counted) for name, of in REGIONS),
        advice=advice.not_in_place,
        links=links,
    )


def _region(name: str, of: int, counted: int) -> ReportRegion:
    if name in {"Nordjylland", "Sjælland"}:
        return ReportRegion(name, None, None, None)
    share = max(1, round(counted * of / 48))
    return ReportRegion(name, share, of, percent(share, of))


def receipt(**changes) -> ReceiptContent:
    content = ReceiptContent(
        survey_title=TITLE,
        is_demo=True,
        sender=SENDER,
        municipality="Lyngbakke Kommune",
        cvr="00000012",
        number=1,
        submitted_at=datetime(2024, 5, 14, 10, 42, tzinfo=COPENHAGEN),
        submitted_by="Mette Holmgaard, databeskyttelsesrådgiver",
        deadline=datetime(2024, 5, 31, 23, 59, 59, tzinfo=COPENHAGEN),
        late=False,
        digest="4b8f0c6de19a72353fd0a7c1e8b6924075d3fe12ac9b8840f6e1d27c5a3b9e60",
        areas=tuple(
            ReceiptArea(
                area.number,
                area.title,
                tuple(
                    ReceiptAnswer(answer.question, answer.label, answer.comment)
                    for answer in (area.headline, *area.supporting)
                ),
            )
            for area in area_answers(comment="Vi mangler de ældste fagsystemer; de bliver udskiftet i 2025.")
        ),
    )
    return replace(content, **changes)


def blank(**changes) -> BlankContent:
    content = BlankContent(
        survey_title=TITLE,
        is_demo=True,
        sender=SENDER,
        deadline=datetime(2024, 5, 31, 23, 59, 59, tzinfo=COPENHAGEN),
        areas=tuple(
            BlankArea(number, title, why, _blank_questions(key, question, unit))
            for number, (key, title, why, question, unit, *_rest) in enumerate(AREAS, start=1)
        ),
    )
    return replace(content, **changes)


def _blank_questions(key: str, headline: str, unit: str) -> tuple[BlankQuestion, ...]:
    help_text = f"Tæl de {unit}, hvor det er på plads. Kan I ikke dokumentere det, så regn det ikke med."
    return (
        BlankQuestion(headline, unit, help_text, is_headline=True),
        *(BlankQuestion(text, unit, help_text, may_be_not_relevant=True) for text in SUPPORTING[key]),
    )
