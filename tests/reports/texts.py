"""Invented questions and advice for the sample documents."""

from reports.documents import Link
from reports.letters import Advice

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
