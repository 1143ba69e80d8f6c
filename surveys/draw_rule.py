"""The rule of the draw in the words that a reader can follow with sha256sum and a spreadsheet; sampling.py does it."""

RULE = (
    "Alle kommuner, der kunne trækkes, deles efter den region, de hørte til på dagen for udtrækket.",
    "Hver region får sin andel: det antal, der skal trækkes, gange regionens antal kommuner, divideret med antallet af "
    "kommuner i alt. Tallet rundes ned til et helt tal.",
    "De pladser, der så er tilbage, gives til de regioner, der mistede mest ved at runde ned, højst én til hver. "
    "Mistede to regioner lige meget, går pladsen først til den med flest kommuner, og er de også lige store, til den, "
    "hvor den laveste kommunekode er lavest.",
    "For hver kommune skrives startværdien og de fire tegn i kommunekoden lige efter hinanden, uden mellemrum og uden "
    "linjeskift. Af den tekst beregnes SHA-256, skrevet som 64 hexadecimale tegn med små bogstaver.",
    "Inden for hver region sorteres kommunerne efter SHA-256 med den laveste først, hvor tal kommer før bogstaver. De "
    "første trækkes, så mange som regionen skal have.",
)
