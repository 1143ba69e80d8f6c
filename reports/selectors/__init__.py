"""All the queries behind the documents: models in, frozen dataclasses out. Rendering makes no query."""
