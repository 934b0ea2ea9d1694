"""What must hold: the catalogue of rules and the vectorised predicates that judge it."""
