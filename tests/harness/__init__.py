"""The killing harness: real processes of the product against a hostile provider, whose ledger is the truth."""
