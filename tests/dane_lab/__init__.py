"""A small internet on the loopback addresses, to measure DANE on: a signed tree, a resolver and mail servers.

`cases.py` is the one table of what is built and what the verdict must be; `python -m tests.dane_lab` runs it by hand.
"""
