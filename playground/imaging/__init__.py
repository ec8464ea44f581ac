"""Pictures: reading uploads safely, and bringing digits to the form the networks know."""
