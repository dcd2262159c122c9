"""The REST API: a few doors to the same record, with the rules of the pages."""
