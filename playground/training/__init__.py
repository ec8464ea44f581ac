"""How the checkpoints are made. Nothing in ui or backend imports it."""
