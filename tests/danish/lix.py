"""LIX, the Danish and Swedish measure of how hard a text is to read (Björnsson 1968); under 45 is an ordinary text."""

import re

LONG_WORD = 7  # letters: a long word has more than six


def lix(text: str) -> float:
    words = re.findall(r"\w+(?:[-./]\w+)*", text)
    sentences = re.findall(r"[.!?:](?=\s|$)", text)
    long_words = [word for word in words if len(word) >= LONG_WORD]
    return len(words) / max(len(sentences), 1) + 100 * len(long_words) / len(words)
