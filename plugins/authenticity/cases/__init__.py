"""The case store: findings, cases, their audit chain, deliveries and the ledger."""
