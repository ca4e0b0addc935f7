"""Database, transaction, clock, business days, audit trail, column types and named refusals."""
