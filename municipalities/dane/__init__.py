"""Measures whether DANE for SMTP protects the mail to a domain (RFC 7672, 7671, 6698), and keeps the evidence.

Nothing here knows Django or the portal. `sweep.sweep()` measures a list of domains, and what comes out are the frozen
records of `evidence.py`, with a verdict and a reason of `verdicts.py` for the domain and for each of its hosts.
"""
