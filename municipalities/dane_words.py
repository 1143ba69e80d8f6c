"""What a measurement of DANE says in plain Danish, by its reason: the one home of these words, for page and command."""

from __future__ import annotations

from dataclasses import dataclass

from municipalities.dane.evidence import Host, Measurement
from municipalities.dane.verdicts import Reason, Verdict


@dataclass(frozen=True)
class Words:
    """Why the verdict is as it is, and what to do about it; `advice` is empty where there is nothing to do."""

    why: str
    advice: str = ""


VERDICTS = {
    Verdict.HOLDS: "Holder",
    Verdict.FAILS: "Holder ikke",
    Verdict.UNDECIDED: "Kunne ikke afgøres",
    Verdict.NO_MAIL: "Modtager ikke mail",
}

TRY_AGAIN = "Mål igen senere. Bliver det ved, så spørg den, der driver mailserveren."
EXPOSED = "Andre kan ændre listen over jeres mailgateways, uden at det opdages."
ASK_DNS = "Spørg den, der driver jeres DNS."
NEW_RECORDS = (
    "Bed den, der driver mailserveren, om at lave TLSA-posterne ud fra det certifikat, serveren bruger nu. "
    "Begynder posten med 2, skal serveren også vise udstederens certifikat. "
    "Næste gang certifikatet skiftes, skal den nye post ud, før skiftet sker."
)

WORDS = {
    # A domain.
    Reason.ALL_HOSTS_HOLD: Words("Domænet er signeret, og alle mailgateways kan kontrolleres med DANE."),
    Reason.NULL_MX: Words("Domænet siger selv, at det ikke modtager mail."),
    Reason.MX_INSECURE: Words(
        f"Domænet er ikke signeret med DNSSEC. {EXPOSED}",
        "Bed den, der driver domænets DNS, om at signere det med DNSSEC.",
    ),
    Reason.HOST_FAILS: Words(
        "Mindst én mailgateway kan ikke kontrolleres med DANE. Så kan mail stadig tage en vej uden beskyttelse.",
        "Se ved hver mailgateway, hvad der mangler.",
    ),
    Reason.HOST_UNDECIDED: Words(
        "Mindst én mailgateway kunne ikke måles, så resultatet er ikke sikkert.",
        "Se ved hver mailgateway, hvorfor den ikke kunne måles.",
    ),
    Reason.TOO_MANY: Words(
        "Der er flere mailgateways, adresser eller TLSA-poster, end vi måler, så resultatet er ikke fuldstændigt.",
        "Kontrollér selv resten, eller bed leverandøren om at gøre det.",
    ),
    Reason.NO_SUCH_DOMAIN: Words("Domænet findes ikke i DNS.", "Kontrollér, at domænet er stavet rigtigt."),
    Reason.NO_SERVER: Words(
        "Domænet har hverken en mailgateway eller en adresse i DNS, så der er ikke noget at måle.",
        "Kontrollér, at domænet er stavet rigtigt. Modtager det ikke mail, kan DNS sige det med en tom MX-post.",
    ),
    Reason.RESOLVER_NOT_VALIDATING: Words(
        "Vores eget DNS-opslag kunne ikke kontrollere signaturer, så intet blev målt.",
        "Det er vores fejl, ikke jeres. Mål igen senere.",
    ),
    Reason.PORT_BLOCKED: Words(
        "Ingen mailserver svarede os, så måske er vores egen forbindelse spærret. Intet blev afgjort.",
        "Det er sandsynligvis vores fejl, ikke jeres. Mål igen senere.",
    ),
    # A host that holds, or does not.
    Reason.MATCHES: Words("Serverens certifikat passer med det, der står i DNS."),
    Reason.HOST_INSECURE: Words(
        "Mailserverens eget domæne er ikke signeret med DNSSEC. Så kan det, der står om serveren, ikke kontrolleres.",
        "Bed leverandøren af mailserveren om DNSSEC og DANE, eller om et servernavn, der har det.",
    ),
    Reason.NO_TLSA: Words(
        "Der er ingen TLSA-post for mailserveren. Afsendere kan derfor ikke se, at der skal krypteres.",
        "Bed den, der driver mailserveren, om at lægge en TLSA-post i DNS.",
    ),
    Reason.UNUSABLE: Words(
        "Der er TLSA-poster, men ingen af dem kan bruges til mail. Afsendere skal stadig kryptere, "
        "men kan ikke kontrollere serveren.",
        "Bed den, der driver mailserveren, om en TLSA-post, der begynder med 3 1 1.",
    ),
    Reason.NO_STARTTLS: Words(
        "Mailserveren tilbyder ikke kryptering (STARTTLS). Afsendere, der bruger DANE, kan ikke aflevere mail til den.",
        "Bed den, der driver mailserveren, om at slå STARTTLS til. Det haster.",
    ),
    Reason.MISMATCH: Words(
        "Serverens certifikat passer ikke med det, der står i DNS. "
        "Afsendere, der bruger DANE, kan ikke aflevere mail til den.",
        f"{NEW_RECORDS} Det haster.",
    ),
    Reason.TA_NAME: Words(
        "Certifikatet er udstedt af den rigtige, men navnet i det er hverken mailserverens eller domænets.",
        "Bed den, der driver mailserveren, om et certifikat med serverens navn.",
    ),
    Reason.TA_VALIDITY: Words(
        "Certifikatet er udstedt af den rigtige, men det er udløbet eller gælder ikke endnu.",
        "Bed den, der driver mailserveren, om at forny certifikatet. Det haster.",
    ),
    # A host, or the domain's own look-ups.
    Reason.BOGUS: Words(
        "Signaturen i DNS er forkert eller udløbet. Afsendere, der kontrollerer DNSSEC, kan slet ikke slå navnet op.",
        "Bed den, der driver DNS, om at rette signeringen. Det haster: mail kan gå tabt.",
    ),
    Reason.DNS_FAILURE: Words("DNS svarede med en fejl, så det kunne ikke måles.", f"Mål igen senere. {ASK_DNS}"),
    Reason.DNS_TIMEOUT: Words("DNS svarede ikke i tide, så det kunne ikke måles.", f"Mål igen senere. {ASK_DNS}"),
    Reason.DISAGREEMENT: Words(
        "Vi målte flere gange og fik forskellige svar, så resultatet er ikke sikkert.",
        "Mål igen senere. Bliver det ved, så er serverne bag navnet måske sat forskelligt op.",
    ),
    # A host that could not be judged.
    Reason.NO_ADDRESS: Words(
        "Mailserverens navn har ingen adresse i DNS, så ingen kan aflevere mail til den.",
        "Ret navnet i domænets MX-post, eller giv serveren en adresse i DNS.",
    ),
    Reason.NOT_PUBLIC: Words(
        "Mailserverens adresse hører ikke til på internettet, så vi forbinder ikke til den.",
        "Ret adressen i DNS. Afsendere udefra kan ikke nå den.",
    ),
    Reason.NO_ROUTE: Words(
        "Mailserverens adresse er af en slags, som vi ikke kan nå herfra (IPv6 eller IPv4).",
        "Det er vores forbindelse, der mangler. Bed leverandøren om at kontrollere serveren.",
    ),
    Reason.TIMEOUT: Words("Mailserveren svarede ikke i tide.", TRY_AGAIN),
    Reason.REFUSED: Words("Mailserveren afviste forbindelsen, før der var svaret.", TRY_AGAIN),
    Reason.TEMPORARY: Words("Mailserveren svarede, at den ikke kunne tage imod lige nu.", TRY_AGAIN),
    Reason.TLS_UNAVAILABLE: Words("Mailserveren tilbyder kryptering, men kunne ikke starte den lige nu.", TRY_AGAIN),
    Reason.TLS_FAILED: Words(
        "Krypteringen gik i stå, før serveren viste sit certifikat, så det kunne ikke måles.", TRY_AGAIN
    ),
    Reason.PROTOCOL: Words(
        "Mailserveren svarede på en måde, vi ikke kunne forstå, så den kunne ikke måles.", TRY_AGAIN
    ),
}

ALL_READY = f"Alle mailgateways er klar, men domænet er ikke signeret med DNSSEC. {EXPOSED}"
HOST_READY = "Serveren er klar, men domænet er ikke signeret."


def domain_words(measurement: Measurement) -> Words:
    """Of the domain. Where it alone is at fault, the municipality should not go and ask its mail provider."""
    words = WORDS[measurement.reason]
    are_ready = bool(measurement.hosts) and all(host.verdict is Verdict.HOLDS for host in measurement.hosts)
    if measurement.reason is Reason.MX_INSECURE and are_ready:
        return Words(ALL_READY, words.advice)
    return words


def host_words(host: Host, measurement: Measurement) -> Words:
    """Of one mail server of the measured domain."""
    words = WORDS[host.reason]
    if host.verdict is Verdict.HOLDS and measurement.reason is Reason.MX_INSECURE:
        return Words(f"{HOST_READY} {words.why}", words.advice)
    return words
