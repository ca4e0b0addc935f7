"""Cases meetings: who is put before several agencies, on what basis, what was agreed and what became of it (4.15)."""
