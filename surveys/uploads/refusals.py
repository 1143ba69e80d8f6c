"""What a person is told of a file that is not taken: why, and what to do. Pure."""

from surveys.uploads.kinds import FILE_MOST, LABELS, NAME_MOST, PIXELS_MOST, RESPONSE_MOST, Kind
from surveys.uploads.limits import MIB, RefusedFileError

MESSAGES = {
    "missing": "Vælg en fil.",
    "waited": "Filen har ventet for længe på svar og er ikke gemt. Vælg den igen.",
    "empty": "Filen er tom. Vælg en fil med indhold.",
    "too_large": f"Filen er for stor. Den må højst fylde {FILE_MOST // MIB} MB. Gør den mindre, eller del den i flere.",
    "type": f"Vi tager ikke imod filer af den type. Vælg {LABELS}.",
    "old_office": "Filen er i et ældre Office-format. Gem den som DOCX, XLSX eller PDF, og vælg den igen.",
    "macros": "Filen rummer makroer. Gem den uden makroer, for eksempel som PDF, og vælg den igen.",
    "encrypted": "Filen er beskyttet med en adgangskode. Gem den uden adgangskode, og vælg den igen.",
    "bomb": "Filen fylder for meget, når den pakkes ud. Gem den som PDF, og vælg den igen.",
    "pixels": f"Billedet har over {PIXELS_MOST // 1_000_000} mio. billedpunkter. Gør det mindre, og vælg det igen.",
    "unreadable": "Filen kan ikke læses. Den er måske beskadiget. Åbn den, gem den igen, og vælg den så.",
    "too_heavy": "Det tager for lang tid at læse filen. Del den i flere, og vælg dem én ad gangen.",
    "full": (
        f"En besvarelse må højst have filer for {RESPONSE_MOST // MIB} MB i alt, og den er der ikke plads til. "
        "Fjern en anden fil først, eller gør denne mindre."
    ),
    "busy": "Portalen læser stadig en anden fil fra dig. Vent et halvt minut, og vælg filen igen.",
    "no_room": "Portalen har ikke plads til filen lige nu. Den er ikke gemt. Prøv igen senere.",
    "name_invisible": "Filnavnet rummer tegn, der ikke kan ses. Giv filen et andet navn, og vælg den igen.",
    "name_forbidden": 'Filnavnet må ikke rumme / \\ : * ? " < > |. Giv filen et andet navn, og vælg den igen.',
    "name_reserved": "Filen kan ikke have det navn. Giv den et andet navn, og vælg den igen.",
    "name_long": f"Filnavnet er på {{detail}} tegn. Forkort det til højst {NAME_MOST}, og vælg filen igen.",
}


def message(refused: RefusedFileError) -> str:
    return MESSAGES[refused.code].format(detail=refused.detail)


def ending_message(kind: Kind, ending: str) -> str:
    endings = " eller ".join(f".{one}" for one in kind.endings)
    says = f"Navnet slutter på .{ending}" if ending else "Navnet har ingen endelse"
    return f"{says}, men indholdet er {kind.label}. Giv filen et navn, der slutter på {endings}, og vælg den igen."
