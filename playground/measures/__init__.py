"""Pure functions that training and backend both need."""
