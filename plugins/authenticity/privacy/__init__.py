"""Privacy at the door: levels, keys, tokens, encryption and masks."""
