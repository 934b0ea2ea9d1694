"""The laboratory beside the product: the synthetic insurer, its oracles, scoreboard and benchmarks.

The product never imports it.
"""
