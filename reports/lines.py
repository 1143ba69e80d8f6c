"""Lines of text, remembered from one letter to the next: nearly all their paragraphs are the same, in the same columns.

WeasyPrint has Pango set a line two or three times to find where it breaks, and once more to draw it: a third of a
letter's time. The function that does so gives the same answer for the same text, room and style, so answers are kept.
This reaches inside WeasyPrint: the tests prove that the bytes are the same without it, and tell when a later
WeasyPrint works in another way.
"""

from collections.abc import Callable, Mapping

# All that the setting of a line reads of a style: WeasyPrint's text/line_break.py and text/fonts.py.
READ = (
    "direction",
    "font_family",
    "font_feature_settings",
    "font_kerning",
    "font_language_override",
    "font_size",
    "font_stretch",
    "font_style",
    "font_variant_alternates",
    "font_variant_caps",
    "font_variant_east_asian",
    "font_variant_ligatures",
    "font_variant_numeric",
    "font_variant_position",
    "font_variation_settings",
    "font_weight",
    "hyphenate_character",
    "hyphenate_limit_chars",
    "hyphenate_limit_zone",
    "hyphens",
    "lang",
    "letter_spacing",
    "line_height",
    "overflow_wrap",
    "tab_size",
    "text_decoration_line",
    "white_space",
    "word_break",
    "word_spacing",
)
# The lines of some 150 letters, 10 MB. When full, all are forgotten.
MOST = 3000
# Longer texts are people's own comments, which seldom come again.
LONGEST = 1000
LINES: dict[tuple, tuple] = {}


def remembering(split_first_line: Callable[..., tuple], layout_class: type) -> Callable[..., tuple]:
    """WeasyPrint's function for one line, with a memory. Documents must take turns: a line has one drawer at a time."""

    class Kept(layout_class):
        """A line that stays as Pango set it, however often it is drawn; text-overflow: ellipsis would change it."""

        def reactivate(self, style: Mapping) -> None:
            if "layout" not in vars(self):
                super().reactivate(style)
                del self.style

        def deactivate(self) -> None:
            """Nothing is let go."""

    def remembered(text: str, style: Mapping, context: object, *room: object, **place: object) -> tuple:
        if len(text) > LONGEST:
            return split_first_line(text, style, context, *room, **place)
        key = (text, room, *place.items(), style.font_config, *map(style.__getitem__, READ))
        if key not in LINES:
            if len(LINES) >= MOST:
                LINES.clear()
            LINES[key] = split_first_line(text, style, context, *room, **place)
            LINES[key][0].__class__ = Kept
        return LINES[key]

    return remembered
