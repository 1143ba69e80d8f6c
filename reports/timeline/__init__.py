"""A case from its opening to its end: every source's entries in one order, on a page and on paper."""
