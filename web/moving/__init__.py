"""Moving a site from the embedded database to PostgreSQL: every row as it stands, and nothing sent meanwhile."""
