"""Site → the search data that browsers fetch by need."""
