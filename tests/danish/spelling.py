"""Danish spelling by hunspell (Debian's hunspell and hunspell-da) and a list of words we have judged ourselves."""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

WORD_LIST = Path(__file__).parent / "ordliste.txt"
GAP = "\ufffc"  # stands for what a program puts in later; a word that touches it is only a part of a word

NOT_WORDS = re.compile(
    rf"""https?://\S+ | www\.\S+            # addresses
    | \S+@\S+ | --[\w-]+                    # e-mail addresses, options of commands
    | (?<!\w)/[\w/.-]+ | [\w-]*\w\.[a-zæ]\w+  # paths, file and domain names
    | \w*_\w*                               # names in code
    | &\#?\w+;                              # HTML entities
    | \b[a-z]+(?:-[a-z]+)*=\S+              # attributes
    | [\w-]*{GAP}[\w{GAP}-]*                # parts of words
    | \b[A-Z]{{4}}(?:-[A-Z]{{4}})+ | \w*\d[\w.]*  # codes and numbers
    """,
    re.VERBOSE,
)
WORD = re.compile(r"[^\W\d_]+")


def words_of(text: str) -> list[str]:
    """The words of a text; a compound with a hyphen is its parts."""
    return WORD.findall(NOT_WORDS.sub(" ", text))


def own_words() -> list[str]:
    return WORD_LIST.read_text(encoding="utf-8").splitlines()


def _unknown_to_hunspell(words: set[str]) -> set[str]:
    found = subprocess.run(
        ["hunspell", "-d", "da_DK", "-l", "-i", "utf-8"],
        input="\n".join(sorted(words)),
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return set(found.stdout.split())


def unknown_words(texts: Iterable[str]) -> set[str]:
    """The words hunspell does not know and the list does not have.

    A word the list has in lower case may begin with a capital; one it has with a capital must have it.
    """
    words = {word for text in texts for word in words_of(text)}
    known = set(own_words())
    return {word for word in _unknown_to_hunspell(words) if word not in known and _uncapitalised(word) not in known}


def _uncapitalised(word: str) -> str:
    return word[0].lower() + word[1:]
