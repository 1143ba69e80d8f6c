"""The check that every letter and report passes before it is stored."""


class AccessibilityError(Exception):
    """A PDF of ours is not PDF/UA-1: a fault in our templates, never the person's. Nothing is stored."""


def require_accessible(pdf: bytes) -> None:
    """Raise AccessibilityError with what failed, unless the file is PDF/UA-1 (ISO 14289-1)."""
    # The validator is a compiled library that only those who make documents need to load.
    from page import ValidationProfile, validate_pdf_bytes

    report = validate_pdf_bytes(pdf, profile=ValidationProfile.PDF_UA_1)
    if not report.is_compliant:
        raise AccessibilityError(
            "; ".join(sorted({f"{failure.rule_id}: {failure.message}" for failure in report.failures}))
        )
