"""Keys, backups and restores: what keeps the records readable, and only by those who may."""
