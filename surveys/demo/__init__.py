"""The demo: invented municipalities and answers that give the published figures of 2024. Never real names."""
