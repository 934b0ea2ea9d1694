"""Suspicious-client screening: rules in SQL over tokens, persons resolved among candidates."""
