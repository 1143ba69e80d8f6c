"""Why a file is not taken, in words that say what to do. Pure."""

from surveys.cpr import mask
from surveys.uploads.limits import RefusedFileError
from surveys.workbook.columns import SHEET

SAVE_AS = "Gem den som Excel-projektmappe (.xlsx), og prøv igen."
FETCH_AGAIN = "Hent regnearket igen, og flyt jeres svar over i det."
MESSAGES = {
    "not_workbook": f"Filen er ikke et regneark. {SAVE_AS}",
    "old_excel": f"Filen er i det gamle Excel-format (.xls). {SAVE_AS}",
    "encrypted": "Filen er krypteret eller har en adgangskode. Fjern den i Excel, gem filen, og prøv igen.",
    "ods": f"Filen er i formatet OpenDocument (.ods). {SAVE_AS}",
    "xlsb": f"Filen er i Excels binære format (.xlsb). {SAVE_AS}",
    "bomb": f"Filen fylder alt for meget, når den pakkes ud. {FETCH_AGAIN}",
    "macros": "Filen rummer makroer. Gem den som Excel-projektmappe (.xlsx) uden makroer, og prøv igen.",
    "external": "Filen henter noget fra andre filer eller adresser. Fjern de eksterne links, gem filen, og prøv igen.",
    "embedded": "Filen rummer andre filer eller knapper, der er lagt ind i den. Fjern dem, gem filen, og prøv igen.",
    "formula": "Cellen {detail} er en formel. Skriv teksten i stedet, gem filen, og prøv igen.",
    "wrong_sheet": f"Filen har intet ark, der hedder »{SHEET}«, men: {{detail}}. {FETCH_AGAIN}",
    "missing_column": f"Arket »{SHEET}« mangler kolonnen »{{detail}}«. {FETCH_AGAIN}",
    "too_many_rows": f"Filen har for mange rækker. {FETCH_AGAIN}",
    "too_much_text": "Der er for meget tekst i filen. Forkort kommentarerne, eller slet det, der ikke er svar.",
    "too_heavy": f"Filen er for tung at læse. {FETCH_AGAIN}",
    "busy": "Portalen læser stadig en anden fil fra dig. Vent et halvt minut, og vælg filen igen.",
    "no_room": "Portalen har ikke plads til at læse filen lige nu. Prøv igen senere.",
    "unreadable": f"Filen er i stykker. Åbn den i Excel, og gem den igen. Går det ikke: {FETCH_AGAIN}",
}


def refusal_words(error: RefusedFileError) -> str:
    """A sheet's name is a text like any other, and may hold a CPR number."""
    return f"{MESSAGES[error.code].format(detail=mask(error.detail))} Intet er gemt."
