"""The register of municipalities: the project's own copy of the list, and how it is loaded."""

from municipalities.register.load import RegisterError, load_register, slug_of
from municipalities.register.read import MUNICIPALITIES, Row, read_register

__all__ = ["MUNICIPALITIES", "RegisterError", "Row", "load_register", "read_register", "slug_of"]
