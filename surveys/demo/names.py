"""Invented municipalities and people. Pure. No name here may be that of a real municipality (a test looks)."""

from municipalities.register.read import Row

NAMES = (
    "Egelund", "Birkeholm", "Askeby", "Bøgeskov", "Fyrrebjerg", "Lindedal", "Elleparken", "Pilekær",
    "Rønnehøj", "Hasselvang", "Tjørnelev", "Hyldegård", "Kløvermark", "Lyngsø", "Mosebæk", "Engholm",
    "Åmose", "Søndervad", "Nørrevad", "Østervad", "Vestervad", "Langesø", "Dybdal", "Storehøj",
    "Lillehøj", "Stenkær", "Sandbjerg", "Grusdal", "Kridtborg", "Lerbjerg", "Havbakke", "Fjordmark",
    "Klitgaard", "Strandkær", "Holmsund", "Vigsø", "Næsborg", "Oddebæk", "Skærholm", "Tangkær",
    "Mågesund", "Ternevig", "Svaneholt", "Lærkedal", "Viberup", "Gøgemark", "Falkehøj", "Ørnebjerg",
    "Harelev", "Rævedal", "Grævlinghøj", "Hjortelund", "Rådyrskov", "Odderbæk", "Egernholt", "Pindsvinbjerg",
    "Bæverå", "Muldvang", "Sneglerup", "Guldsmedelev",
)  # fmt: skip
# How the demo's municipalities fall on the regions of 2024; the smallest region has too few to be published alone.
REGIONS = (
    ("Region Hovedstaden", 17),
    ("Region Sjælland", 12),
    ("Region Syddanmark", 14),
    ("Region Midtjylland", 12),
    ("Region Nordjylland", 5),
)
FIRST_NAMES = ("Anne", "Søren", "Mette", "Jens", "Kirsten", "Åge", "Ida", "Mikkel", "Birgit", "Ole", "Sofie", "Bo")
LAST_NAMES = ("Østergaard", "Kjær", "Lund", "Holm", "Bæk", "Skov", "Dahl", "Vest", "Friis", "Bang", "Toft")


def municipality_rows() -> list[Row]:
    """Sixty rows as in the register, with codes D001 to D060 and CVR numbers that no one can have."""
    regions = [region for region, number in REGIONS for _ in range(number)]
    # Deal the regions out as cards, so that the first 48 hold every region.
    dealt = [regions[(place * 7) % len(regions)] for place in range(len(NAMES))]
    return [
        Row(
            code=f"D{number:03d}",
            name=name,
            region=region,
            cvr=f"00000{number:03d}",
            official_name=f"{name} Kommune",
        )
        for number, (name, region) in enumerate(zip(NAMES, dealt, strict=True), start=1)
    ]


def person_name(number: int) -> str:
    return f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {LAST_NAMES[number % len(LAST_NAMES)]}"
