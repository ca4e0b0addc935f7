"""What people say of the service, so that nobody can tell who said it (review 8.7)."""
