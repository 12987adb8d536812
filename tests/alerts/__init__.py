"""Rules and dashboard of deploy/, read, checked against the catalogue, and run by a real Prometheus."""
