"""The questionnaire as a workbook: made here, filled in offline, and read back row by row."""
